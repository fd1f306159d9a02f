package io.openbell.read.item;

import io.openbell.core.item.Item;
import io.openbell.core.item.ItemStatus;
import io.openbell.core.item.UnlistedItems;
import io.openbell.read.Page;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Asks the database for items. */
@Repository
class ItemQueries {
  private static final String LISTED = " item_id < " + UnlistedItems.FIRST_ID;
  private static final String OF_STATUS =
      " from item where status = coalesce(cast(:status as varchar(7)), status) and" + LISTED;

  private final JdbcClient jdbc;

  ItemQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** These items; ids without an item are left out. */
  List<Item> of(Collection<Long> itemIds) {
    return jdbc.sql("select " + Item.COLUMNS + " from item where item_id in (:ids) and" + LISTED)
        .param("ids", itemIds)
        .query(Item.class)
        .list();
  }

  /** One page, newest first; of this status, or of any when null. */
  List<Item> page(Page page, @Nullable ItemStatus status) {
    return jdbc.sql(
            "select "
                + Item.COLUMNS
                + OF_STATUS
                + " order by item_id desc offset :offset rows fetch first :size rows only")
        .param("status", status == null ? null : status.name())
        .param("offset", page.offset())
        .param("size", page.size())
        .query(Item.class)
        .list();
  }

  /** How many there are on all pages. */
  long count(@Nullable ItemStatus status) {
    return jdbc.sql("select count(*)" + OF_STATUS)
        .param("status", status == null ? null : status.name())
        .query(Long.class)
        .single();
  }
}
