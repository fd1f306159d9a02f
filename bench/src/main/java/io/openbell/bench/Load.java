package io.openbell.bench;

/**
 * What one run of load saw.
 *
 * @param requests answered
 * @param seconds how long
 * @param p50 median latency, milliseconds
 * @param p99 latency, milliseconds
 * @param failures connections, reads and writes that failed, timeouts, and answers of 400 or more
 */
record Load(long requests, double seconds, double p50, double p99, long failures) {
  /** The same run, of whose requests so many were accepted. */
  Load of(long accepted) {
    return new Load(accepted, seconds, p50, p99, failures);
  }

  double rate() {
    return requests / seconds;
  }
}
