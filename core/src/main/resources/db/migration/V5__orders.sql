-- Orders, their lines as they were when they were ordered, every change of status, and payments.
-- Whoever changes rows of the shop locks them in one order: point accounts by user, then the rest,
-- and last items by id, which a crowd waits for. Ids are UUIDv7, which tell outsiders no numbers
-- and are in the order of time.

create table shop_order (
  order_id            uuid not null primary key,
  user_id             varchar(100) not null,
  status              varchar(9) not null,
  total               bigint not null,
  created_at          timestamp(6) with time zone not null,
  -- Until when it must be paid; what it reserves goes back afterwards.
  pay_by              timestamp(6) with time zone not null,
  -- While it waits for its payment: when it is next to be looked at whether it has expired.
  sweep_after         timestamp(6) with time zone,
  idempotency_key     varchar(100),
  request_fingerprint varchar(64),
  correlation_id      varchar(64) not null,
  constraint order_user_not_blank check (char_length(trim(user_id)) > 0),
  constraint order_status_known
    check (status in ('CREATED', 'PAYING', 'PAID', 'CANCELLED', 'EXPIRED')),
  constraint order_total_positive check (total > 0),
  constraint order_swept_while_it_waits check ((status = 'CREATED') = (sweep_after is not null)),
  constraint order_key_has_fingerprint
    check ((idempotency_key is null) = (request_fingerprint is null)),
  constraint order_one_effect_per_key unique (user_id, idempotency_key)
);

create index order_by_user on shop_order (user_id, order_id);
create index order_to_sweep on shop_order (sweep_after);

create table order_line (
  order_id uuid not null,
  item_id  bigint not null,
  name     varchar(500) not null,
  price    bigint not null,
  quantity bigint not null,
  -- price * quantity; the code refuses what would overflow.
  amount   bigint not null,
  primary key (order_id, item_id),
  constraint line_of_order foreign key (order_id) references shop_order (order_id),
  constraint line_of_item foreign key (item_id) references item (item_id),
  constraint line_price_positive check (price > 0),
  constraint line_quantity_positive check (quantity > 0),
  constraint line_amount_positive check (amount > 0)
);

create index line_by_item on order_line (item_id, order_id);

-- Append-only: what became of an order, when, through whom.
create table order_transition (
  order_id            uuid not null,
  to_status           varchar(9) not null,
  from_status         varchar(9),
  created_at          timestamp(6) with time zone not null,
  actor               varchar(100) not null,
  reason              varchar(200),
  -- Of a cancellation; orders and payments have theirs in their own rows.
  idempotency_key     varchar(100),
  request_fingerprint varchar(64),
  correlation_id      varchar(64) not null,
  primary key (order_id, to_status),
  constraint transition_of_order foreign key (order_id) references shop_order (order_id),
  constraint transition_key_has_fingerprint
    check ((idempotency_key is null) = (request_fingerprint is null)),
  constraint transition_one_effect_per_key unique (actor, idempotency_key),
  constraint transition_is_one check (from_status is null or from_status <> to_status)
);

create table payment (
  payment_id          uuid not null primary key,
  order_id            uuid not null,
  user_id             varchar(100) not null,
  method              varchar(6) not null,
  amount              bigint not null,
  result              varchar(7) not null,
  fail_reason         varchar(100),
  idempotency_key     varchar(100),
  request_fingerprint varchar(64),
  correlation_id      varchar(64) not null,
  accepted_at         timestamp(6) with time zone not null,
  finalized_at        timestamp(6) with time zone,
  -- The outbox: while PENDING, when the relay is to publish this payment again.
  publish_after       timestamp(6) with time zone,
  publish_attempts    integer default 0 not null,
  constraint payment_of_order foreign key (order_id) references shop_order (order_id),
  constraint payment_of_account foreign key (user_id) references point_account (user_id),
  constraint payment_method_known check (method in ('POINTS')),
  constraint payment_amount_positive check (amount > 0),
  constraint payment_result_known check (result in ('PENDING', 'SUCCESS', 'FAIL')),
  constraint payment_fail_has_reason check ((result = 'FAIL') = (fail_reason is not null)),
  constraint payment_pending_is_not_finalized
    check ((result = 'PENDING') = (finalized_at is null)),
  constraint payment_pending_is_in_outbox
    check ((result = 'PENDING') = (publish_after is not null)),
  constraint payment_key_has_fingerprint
    check ((idempotency_key is null) = (request_fingerprint is null)),
  constraint payment_one_effect_per_key unique (user_id, idempotency_key),
  -- An order whose payment fails is cancelled, so there is never a second one.
  constraint payment_one_per_order unique (order_id)
);

create index payment_outbox on payment (publish_after);

-- Which payment an entry of a user's points took.
alter table point_entry add column payment_id uuid;
alter table point_entry add constraint entry_of_payment
  foreign key (payment_id) references payment (payment_id);
alter table point_entry add constraint entry_use_is_of_a_payment
  check ((kind = 'USE') = (payment_id is not null));
alter table point_entry add constraint entry_one_per_payment unique (payment_id);

-- So that a warm-up can remove its entries without a look at all lots.
create index lot_by_entry on point_lot (entry_id);
