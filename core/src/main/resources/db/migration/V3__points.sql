-- Points: a user's money here. A lot is what one charge brought and how long it lives; every change is
-- an entry, and which entry took how much of which lot is kept, so that a refund finds its way back.
-- The same rules as in V1: plain SQL, whole won, and what a constraint can hold, it holds.

-- The hot row of a user. What can be spent is the balance; what the entries add up to is booked: it is
-- larger by what is taken for payments not yet finalized.
create table point_account (
  user_id varchar(100) not null primary key,
  balance bigint default 0 not null,
  booked  bigint default 0 not null,
  -- Counts every change of this row.
  version bigint default 0 not null,
  constraint account_user_not_blank check (char_length(trim(user_id)) > 0),
  constraint account_balance_not_negative check (balance >= 0),
  constraint account_booked_covers_balance check (booked >= balance)
);

-- Append-only. The amount is positive, the kind says which way it goes.
create table point_entry (
  entry_id            uuid not null primary key,
  user_id             varchar(100) not null,
  kind                varchar(6) not null,
  amount              bigint not null,
  booked_after        bigint not null,
  -- The account's version that this entry made: which of a user's entries came first. Not so their
  -- times, which are those at which their transactions began.
  account_version     bigint not null,
  idempotency_key     varchar(100),
  request_fingerprint varchar(64),
  correlation_id      varchar(64) not null,
  created_at          timestamp(6) with time zone not null,
  constraint entry_of_account foreign key (user_id) references point_account (user_id),
  constraint entry_kind_known check (kind in ('CHARGE', 'USE', 'EXPIRE')),
  constraint entry_amount_positive check (amount > 0),
  constraint entry_booked_not_negative check (booked_after >= 0),
  constraint entry_key_has_fingerprint
    check ((idempotency_key is null) = (request_fingerprint is null)),
  constraint entry_one_effect_per_key unique (user_id, idempotency_key),
  constraint entry_one_per_change unique (user_id, account_version)
);

create table point_lot (
  lot_id     uuid not null primary key,
  user_id    varchar(100) not null,
  -- The charge that brought it.
  entry_id   uuid not null,
  granted    bigint not null,
  remaining  bigint not null,
  expires_at timestamp(6) with time zone not null,
  -- Null once nothing of it is left, so that the index of what will expire stays small.
  due_at     timestamp(6) with time zone,
  constraint lot_of_account foreign key (user_id) references point_account (user_id),
  constraint lot_of_entry foreign key (entry_id) references point_entry (entry_id),
  constraint lot_granted_positive check (granted > 0),
  constraint lot_remaining_within_granted check (remaining between 0 and granted),
  constraint lot_due_while_something_remains
    check ((remaining > 0) = (due_at is not null)),
  constraint lot_due_when_it_expires check (due_at is null or due_at >= expires_at)
);

create index lot_by_user on point_lot (user_id, expires_at, lot_id);
create index lot_due on point_lot (due_at);

create table point_entry_lot (
  entry_id uuid not null,
  lot_id   uuid not null,
  amount   bigint not null,
  primary key (entry_id, lot_id),
  constraint taken_by_entry foreign key (entry_id) references point_entry (entry_id),
  constraint taken_of_lot foreign key (lot_id) references point_lot (lot_id),
  constraint taken_positive check (amount > 0)
);
