package io.openbell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.testkit.process.Memory;
import io.openbell.testkit.process.Service;
import java.util.List;

/** The live heaps of some services at one moment, to compare with those of a later one. */
public final class LiveHeaps {
  /** Of classes and caches that are used for the first time; what is kept of a request is none. */
  private static final long MORE = 32L << 20;

  private final List<Service> services;
  private final List<Long> bytes;

  /** Now. */
  public LiveHeaps(List<Service> services) {
    this.services = services;
    this.bytes = now();
  }

  private List<Long> now() {
    return services.stream().map(service -> Memory.liveHeap(service.pid())).toList();
  }

  /**
   * None of them has grown since.
   *
   * @throws AssertionError when one has
   */
  public void assertFlat() {
    List<Long> now = now();
    for (int i = 0; i < now.size(); i++) {
      assertThat(now.get(i)).as("live heap").isLessThan(bytes.get(i) + MORE);
    }
  }
}
