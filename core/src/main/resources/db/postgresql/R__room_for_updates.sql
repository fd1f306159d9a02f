-- What PostgreSQL alone understands. These rows are changed often, or once soon after they are inserted. With
-- room beside it a changed row stays on its page, and no index is touched.
alter table point_account set (fillfactor = 60);
alter table point_lot set (fillfactor = 60);
alter table shop_order set (fillfactor = 60);
