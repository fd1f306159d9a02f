package io.openbell.e2e;

import com.deque.html.axecore.selenium.AxeBuilder;
import io.openbell.testkit.process.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** One person at a real browser: headless Chromium with a profile of its own. */
final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  private final ChromeDriver driver;

  /**
   * @param language such as {@code ko}
   * @param width of the window, in CSS pixels
   */
  Browser(String language, int width, int height, boolean dark) {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toString());
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    options.addArguments(
        "--headless=new",
        "--no-sandbox", // which root cannot have
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
        "--lang=" + language,
        "--accept-lang=" + language);
    options.setExperimentalOption("prefs", Map.of("intl.accept_languages", language));
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build(),
            options);
    // Narrower than the narrowest window of a desktop.
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** Whether this machine has one. */
  static boolean isThere() {
    return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
  }

  /** Opens a page, or loads it anew. */
  void open(String url) {
    driver.get(url);
  }

  /**
   * From the next page on, notes every value that this attribute of the element with this id ever
   * has.
   */
  void watch(String id, String attribute) {
    driver.executeCdpCommand(
        "Page.addScriptToEvaluateOnNewDocument",
        Map.of(
            "source",
            """
            window.seen = [];
            new MutationObserver((changes) => changes.forEach(({ target }) => {
              if (target.id === '%1$s') window.seen.push(target.getAttribute('%2$s'));
            })).observe(document, { subtree: true, attributeFilter: ['%2$s'] });
            """
                .formatted(id, attribute)));
  }

  /** What was noted since this page was opened. */
  List<String> seen() {
    Object values = Objects.requireNonNull(driver.executeScript("return window.seen"));
    return ((List<?>) values).stream().map(String::valueOf).toList();
  }

  WebElement find(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  /** Waits until this text is in what is found there. */
  void await(String css, String text) {
    new WebDriverWait(driver, Duration.ofSeconds(60))
        .withMessage(() -> css + " never had the text: " + text + "; it is: " + textsOf(css))
        .until(found -> textsOf(css).stream().anyMatch(one -> one.contains(text)));
  }

  private List<String> textsOf(String css) {
    // In one step, so that nothing is replaced between finding and reading.
    Object texts =
        driver.executeScript(
            "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", css);
    return ((List<?>) Objects.requireNonNull(texts)).stream().map(String::valueOf).toList();
  }

  /** Clicks twice in one turn of the page's script, faster than any person. */
  void doubleClick(String css) {
    driver.executeScript(
        "const e = document.querySelector(arguments[0]); e.click(); e.click();", css);
  }

  /** Types over what is there. */
  void type(String css, CharSequence... keys) {
    WebElement field = find(css);
    field.clear();
    field.sendKeys(keys);
  }

  /** How far the page is wider than the window; 0 when it fits. */
  long overhang() {
    return ((Number)
            Objects.requireNonNull(
                driver.executeScript(
                    "return document.scrollingElement.scrollWidth - window.innerWidth")))
        .longValue();
  }

  /** What keeps people from using the page, after the rules of WCAG 2 that a program can check. */
  List<String> barriers() {
    return new AxeBuilder()
            .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"))
            .analyze(driver)
            .getViolations()
            .stream()
            .map(rule -> rule.getId() + ": " + rule.getHelp() + " " + rule.getNodes())
            .toList();
  }

  /** What the browser complained of, such as scripts that its policy forbids. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Keeps what is to be seen, under {@code e2e/target/pictures}. */
  void picture(String name) {
    Path file = Checkout.file("e2e/target/pictures/" + name + ".png");
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
