package io.openbell.consumer.order;

import io.openbell.consumer.BackedIT;
import io.openbell.testkit.audit.Books;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A shop in the database of all tests, whose books are right after each of them. */
abstract class ShopIT extends BackedIT {
  @Autowired JdbcClient jdbc;
  @Autowired RabbitTemplate rabbit;
  @Autowired PaymentFinalizer finalizer;
  Shop shop;

  @BeforeEach
  void open() {
    shop = new Shop(jdbc, rabbit, new Books(servers.springProperties()));
  }

  @AfterEach
  void theBooksAreRight() {
    shop.assertConsistent();
  }
}
