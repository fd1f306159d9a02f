-- What PostgreSQL alone understands. These rows change soon after they were inserted, and then for the last
-- time, or again and again: with room beside it a changed row stays on its page, and no index is touched.
alter table point_account set (fillfactor = 60);
alter table point_lot set (fillfactor = 60);
alter table shop_order set (fillfactor = 60);
