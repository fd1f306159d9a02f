package io.openbell.write.desk;

import io.openbell.write.disk.DatabaseDisk;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Whether anything more is taken at all, and what those are told who come while it is not. */
@Component
class Intake {
  private final Backlog backlog;
  private final DatabaseDisk disk;

  Intake(Backlog backlog, DatabaseDisk disk) {
    this.backlog = backlog;
    this.disk = disk;
  }

  /** The answer to everybody, or null while investments are taken. */
  @Nullable Answer closed() {
    if (disk.isFull()) {
      return new Answer.DiskFull();
    }
    return backlog.isFull() ? new Answer.Busy() : null;
  }
}
