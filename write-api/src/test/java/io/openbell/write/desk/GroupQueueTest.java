package io.openbell.write.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.write.desk.InMemory.Ask;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupQueueTest {
  @Test
  void whoWasTakenIntoAGroupMeanwhileIsNotTakenOut() {
    GroupQueue<Ask, Boolean> queue =
        new GroupQueue<>(
            "sale:0",
            InMemory.equipment(
                InMemory.FREE, command -> {}, () -> 0, InMemory.properties(256, 1_000)),
            () -> {});
    queue.add(new GroupEntry<>(InMemory.ask("ann", 1), 0));
    List<GroupEntry<Ask, Boolean>> group = new ArrayList<>();
    List<GroupEntry<Ask, Boolean>> out = new ArrayList<>();

    queue.takeOut(entry -> group.addAll(queue.take()), out::add);

    assertThat(group).hasSize(1);
    assertThat(out).isEmpty();
  }
}
