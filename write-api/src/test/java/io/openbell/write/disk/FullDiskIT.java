package io.openbell.write.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.testkit.backing.SmallDisk;
import io.openbell.write.RunningWriteApi;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.redisson.api.RLock;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** While the disk of the database has next to no room, nothing is taken, and clients hear why. */
@EnabledIf("io.openbell.testkit.backing.SmallDisk#canBeMade")
@TestPropertySource(properties = "openbell.desk.lock-wait=30s")
@ExtendWith(OutputCaptureExtension.class)
class FullDiskIT extends RunningWriteApi {
  private static final String CLOSED = "The disk of the database is full or nearly full";

  private static SmallDisk disk;

  @BeforeAll
  static void theDiskIsThere() {
    disk();
  }

  private static SmallDisk disk() {
    if (disk == null) {
      disk = SmallDisk.of(8);
    }
    return disk;
  }

  @DynamicPropertySource
  static void watchIt(DynamicPropertyRegistry registry) {
    registry.add("openbell.disk.directory", () -> disk().directory().toString());
  }

  @AfterEach
  void room() {
    disk.free();
    Awaitility.await().until(() -> statusOf("/diskz") == 200);
  }

  @AfterAll
  static void takeItAway() {
    disk.close();
  }

  private void fillUp() {
    disk.fill();
    Awaitility.await().until(() -> statusOf("/diskz") == 503);
  }

  @Test
  void nothingIsTakenAndClientsHearWhyUntilThereIsRoomAgain(CapturedOutput output) {
    long product = product(1_000);
    assertThat(invest("ann", product, 1).ok()).isTrue();

    fillUp();
    for (int i = 0; i < 20; i++) {
      Reply refused = invest("ann", "k" + i, product, 1);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.code()).isEqualTo("UNAVAILABLE");
      assertThat(refused.message()).startsWith(CLOSED);
      assertThat(refused.retryAfter()).contains("1");
    }
    Reply refused =
        post(
            "/api/product",
            Map.of(),
            """
            {"title":"Late","totalInvestingAmount":1,"startedAt":"2026-01-01T00:00:00Z",
             "finishedAt":"2036-01-01T00:00:00Z"}""");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.message()).startsWith(CLOSED);
    for (Reply late :
        List.of(
            post("/api/item", Map.of(), "{\"name\":\"Late\",\"price\":1,\"stock\":1}"),
            patch("/api/item/1", "{\"name\":\"Late\"}"),
            post("/api/item/1/stock", Map.of(), "{\"delta\":1,\"reason\":\"late\"}"),
            post("/api/point/charge", Map.of("X-USER-ID", "ann"), "{\"amount\":1}"))) {
      assertThat(late.status()).isEqualTo(503);
      assertThat(late.message()).startsWith(CLOSED);
    }
    assertThat(logs(product)).isEqualTo(1);
    assertThat(number("select count(*) from product where title = 'Late'")).isZero();
    assertThat(number("select count(*) from item")).isZero();
    assertThat(number("select count(*) from point_account")).isZero();
    assertThat(metrics().value("openbell_disk_full")).isEqualTo(1);
    assertThat(metrics().value("openbell_disk_usable_bytes")).isLessThan(4096);
    // The instance stays in the rotation: it is the one that can say why.
    assertThat(statusOf("/readyz")).isEqualTo(200);

    disk.free();
    Awaitility.await().until(() -> invest("ann", "k1", product, 1).ok());
    assertThat(metrics().value("openbell_disk_full")).isZero();
    assertThat(invested(product)).isEqualTo(2);
    assertThat(output.getAll()).containsOnlyOnce("event=disk-full directory=" + disk.directory());
    assertThat(output.getAll())
        .containsOnlyOnce("event=disk-has-room directory=" + disk.directory());
  }

  @Test
  void whoWaitsAtADeskIsToldAtOnce() {
    long product = product(1_000);
    RLock held = laneOf(product);
    held.lock();
    try {
      List<CompletableFuture<Reply>> replies =
          IntStream.range(0, 5).mapToObj(i -> investAsync("user" + i, null, product, 1)).toList();
      Awaitility.await().until(() -> metrics().value("openbell_desk_queue") == 5);

      disk.fill();

      replies.forEach(reply -> assertThat(reply.join().message()).startsWith(CLOSED));
      assertThat(held.isHeldByCurrentThread()).isTrue();
    } finally {
      held.unlock();
    }
    assertThat(logs(product)).isZero();
  }
}
