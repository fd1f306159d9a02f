package io.openbell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.testkit.http.Client;
import io.openbell.testkit.http.MetricsPage;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.openqa.selenium.Keys;

/** The investors' page, as people use it. */
@EnabledIf("io.openbell.e2e.Browser#isThere")
class PageIT {
  private static Openbell openbell;
  private static Client client;

  @BeforeAll
  static void start() {
    openbell = Openbell.of(1, 1);
    client = openbell.client();
  }

  private static String card(long product) {
    return ".product[data-product-id='" + product + "'] ";
  }

  private static Browser browser(
      String language, int width, int height, boolean dark, String user) {
    Browser browser = new Browser(language, width, height, dark);
    browser.open(openbell.gateway().url() + "/");
    browser.type("#user", user);
    browser.find("#who button").click();
    return browser;
  }

  @Test
  void anOpeningBellInTwoBrowsers() {
    try (Browser mina = browser("ko", 390, 844, true, "미나");
        Browser john = browser("en", 1100, 900, false, "john")) {
      Instant opening = Instant.now().plusSeconds(15);
      long product =
          client.product("Solar park Haenam", 1_000_000, opening, opening.plusSeconds(86_400));
      String card = card(product);

      // Before: the product came by itself, counts down and cannot be invested in.
      mina.await(card + ".state", "후 시작");
      john.await(card + ".state", "Opens in 00:00:");
      assertThat(john.find(card + ".invest button").isEnabled()).isFalse();
      assertThat(mina.barriers()).isEmpty();
      assertThat(john.barriers()).isEmpty();
      mina.picture("page-before-ko");

      // The bell.
      mina.await(card + ".state", "모집 중");
      john.await(card + ".state", "Open, closes in");

      // With a finger.
      mina.type(card + "[name=amount]", "300000");
      mina.find(card + ".invest button").click();
      mina.await(card + ".outcomes", "₩300,000: 투자 완료");
      john.await(card + ".reserved", "₩300,000 (30%)");
      john.await(card + ".investors", "1");

      // With the keyboard, and more than is left.
      john.type(card + "[name=amount]", "800000", Keys.ENTER);
      john.await(card + ".outcomes", "₩800,000: more than what is left");
      john.await("#mine-hint", "None yet.");
      john.type(card + "[name=amount]", "200000", Keys.ENTER);
      john.await(card + ".outcomes", "₩200,000: invested");
      john.picture("page-open-en");
      assertThat(john.barriers()).isEmpty();

      // What is left, with a double click.
      mina.type(card + "[name=amount]", "600000");
      mina.find(card + "[name=partial]").click();
      mina.doubleClick(card + ".invest button");
      mina.await(card + ".outcomes", "₩500,000: 투자 완료");
      mina.await(card + ".state", "모집 완료");
      john.await(card + ".state", "Complete");
      assertThat(john.find(card + ".invest").isDisplayed()).isFalse();
      assertThat(openbell.database().logs(product)).isEqualTo(3);

      // What they have, each single one too.
      mina.await("#mine-list .amount", "₩800,000");
      mina.find("#mine-list summary").click();
      mina.await("#mine-list .logs li:nth-child(1)", "₩500,000");
      mina.await("#mine-list .logs li:nth-child(2)", "₩300,000");
      john.await("#mine-list .amount", "₩200,000");
      assertThat(mina.overhang()).isZero();
      assertThat(mina.barriers()).isEmpty();
      mina.picture("page-after-ko");

      // In the other language, without losing anything.
      john.find("[data-language=ko]").click();
      john.await(card + ".state", "모집 완료");
      john.await("h2", "내 투자");
      assertThat(john.barriers()).isEmpty();
      assertThat(mina.complaints()).isEmpty();
      assertThat(john.complaints()).isEmpty();
    }
    openbell.database().assertInvariants();
  }

  @Test
  void anOutageIsShownAndWhatWasSentMeanwhileIsAskedForUntilItIsSettledOnce() {
    long product = client.product("Solar roof of the school", 1_000);
    String card = card(product);
    try (Browser browser = browser("en", 800, 900, false, "patient")) {
      browser.await(card + ".state", "Open");
      openbell.writeApis().get(0).kill();
      browser.type(card + "[name=amount]", "10", Keys.ENTER);
      browser.await(card + ".outcomes", "₩10: no answer yet, asking again …");

      // Even a page that is loaded anew goes on asking for what it sent before.
      browser.open(openbell.gateway().url() + "/");
      browser.await(card + ".outcomes", "₩10: ");
      browser.await(card + ".reserved", "₩0 (0%)");
      browser.await("#stream", "Live");
      openbell.readApi().kill();
      browser.await("#stream", "Connection lost");
      openbell.heal();

      browser.await(card + ".outcomes", "₩10: invested");
      assertThat(openbell.database().logs(product)).isEqualTo(1);
      browser.await("#stream", "Live");
      browser.await(card + ".reserved", "₩10 (1%)");
      browser.open(openbell.gateway().url() + "/");
      browser.await("#mine-list .amount", "₩10");
      assertThat(browser.all(card + ".outcomes li")).as("settled, so not asked again").isEmpty();
    }
    Awaitility.await().until(() -> openbell.database().pending() == 0);
    assertThat(openbell.database().logs(product)).isEqualTo(1);
  }

  @Test
  void whoeverComesFirstAfterNobodyWasThereIsNotToldThatTheFiguresAreLate() {
    int readApi = URI.create(openbell.readApi().managementUrl()).getPort();
    Awaitility.await()
        .during(Duration.ofSeconds(4))
        .atMost(Duration.ofSeconds(60))
        .until(() -> MetricsPage.of(readApi).value("openbell_live_subscribers") == 0);
    try (Browser browser = new Browser("en", 800, 900, false)) {
      browser.watch("stream", "data-state");
      browser.open(openbell.gateway().url() + "/");
      browser.await("#stream", "Live");
      assertThat(browser.seen()).contains("live").doesNotContain("stale");
    }
  }

  @Test
  void nobodyInvestsWithoutSayingWhoTheyAre() {
    long product = client.product("School canteen", 1_000);
    String card = card(product);
    try (Browser browser = new Browser("en", 360, 700, false)) {
      browser.open(openbell.gateway().url() + "/");
      browser.await(card + ".state", "Open");
      browser.await("#mine-hint", "Say who you are");
      browser.type(card + "[name=amount]", "10", Keys.ENTER);
      browser.await(card + ".outcomes", "Say first who you are");
      assertThat(browser.overhang()).isZero();
    }
    assertThat(openbell.database().logs(product)).isZero();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> openbell.database().pending() == 0);
  }
}
