package io.openbell.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The figures of all runs, by what was measured. */
final class Results {
  private final Map<String, List<Load>> loads = new LinkedHashMap<>();
  private final Map<String, List<Double>> numbers = new LinkedHashMap<>();
  private final Map<String, String> plans = new LinkedHashMap<>();
  private final Map<String, Map<String, Double>> shares = new LinkedHashMap<>();

  void add(String name, Load load) {
    loads.computeIfAbsent(name, n -> new ArrayList<>()).add(load);
    System.out.printf(
        Locale.ROOT,
        "%-34s %9.0f/s  p50 %7.1f ms  p99 %7.1f ms  failures %d%n",
        name,
        load.rate(),
        load.p50(),
        load.p99(),
        load.failures());
  }

  void add(String name, double number) {
    numbers.computeIfAbsent(name, n -> new ArrayList<>()).add(number);
    System.out.printf(Locale.ROOT, "%-34s %9.3f%n", name, number);
  }

  void plan(String of, String plan) {
    plans.put(of, plan);
    System.out.printf("%s%n%s%n", of, plan);
  }

  /** How something is divided up, as parts of one; the last time it was measured counts. */
  void shares(String of, Map<String, Double> parts) {
    shares.put(of, parts);
    System.out.printf("%s: %s%n", of, parts);
  }

  Map<String, Map<String, Double>> shares() {
    return shares;
  }

  Map<String, List<Double>> numbers() {
    return numbers;
  }

  Map<String, String> plans() {
    return plans;
  }

  boolean has(String name) {
    return loads.containsKey(name) || numbers.containsKey(name);
  }

  double rate(String name) {
    return median(name, Load::rate);
  }

  double p50(String name) {
    return median(name, Load::p50);
  }

  double p99(String name) {
    return median(name, Load::p99);
  }

  long failures(String name) {
    return loads.getOrDefault(name, List.of()).stream().mapToLong(Load::failures).sum();
  }

  double number(String name) {
    return middle(values(name));
  }

  /** Smallest and largest of the rates, or of the numbers. */
  double[] spread(String name) {
    List<Double> all =
        loads.containsKey(name) ? loads.get(name).stream().map(Load::rate).toList() : values(name);
    return new double[] {
      all.stream().mapToDouble(d -> d).min().orElse(0),
      all.stream().mapToDouble(d -> d).max().orElse(0)
    };
  }

  Map<String, List<Load>> loads() {
    return loads;
  }

  private double median(String name, ToDoubleFunction<Load> of) {
    List<Load> runs = loads.get(name);
    if (runs == null) {
      throw new IllegalArgumentException("never measured: " + name);
    }
    return middle(runs.stream().map(of::applyAsDouble).toList());
  }

  private List<Double> values(String name) {
    List<Double> values = numbers.get(name);
    if (values == null) {
      throw new IllegalArgumentException("never measured: " + name);
    }
    return values;
  }

  private static double middle(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
