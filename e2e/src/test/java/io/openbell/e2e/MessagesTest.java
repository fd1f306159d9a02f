package io.openbell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.api.ApiCode;
import io.openbell.testkit.process.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What clients are told of an error is the same text everywhere: that of its code. */
class MessagesTest {

  private static Map<String, String> sources() throws IOException {
    Map<String, String> texts = new TreeMap<>();
    for (String service : List.of("core", "gateway", "write-api", "read-api", "mq-consumer")) {
      try (Stream<Path> files = Files.walk(Checkout.file(service + "/src/main/java"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          // Texts that are broken over lines become whole.
          String text = Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", "");
          texts.put(Checkout.root().relativize(file).toString(), text);
        }
      }
    }
    return texts;
  }

  /** The words of a message, without its field and its gaps. */
  private static String wordsOf(ApiCode code) {
    String message = code.message();
    return message.substring(message.indexOf(": ") + 1).replaceAll("%.*", "").strip();
  }

  private static List<String> spelledElsewhere(String words, Map<String, String> sources) {
    return sources.entrySet().stream()
        .filter(source -> !source.getKey().endsWith("/ApiCode.java"))
        .filter(source -> source.getValue().contains(words))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Test
  void theMessageOfACodeIsSpelledOnce() throws IOException {
    Map<String, String> sources = sources();
    for (ApiCode code : ApiCode.values()) {
      String words = wordsOf(code);
      if (words.length() > "must be at most".length()) {
        assertThat(spelledElsewhere(words, sources)).as(words).isEmpty();
      }
    }
  }

  @Test
  void aMessageThatIsSpelledASecondTimeIsFound() {
    assertThat(
            spelledElsewhere(
                wordsOf(ApiCode.NOT_EXIST_PRODUCT),
                Map.of("Twin.java", "throw new X(\"productId: there is no such product\");")))
        .containsExactly("Twin.java");
  }

  @Test
  void everyCodeButSuccessHasAMessageOfItsOwn() {
    List<String> messages = Stream.of(ApiCode.values()).map(ApiCode::message).toList();
    assertThat(messages).doesNotHaveDuplicates();
    assertThat(messages.stream().filter(String::isBlank)).hasSize(1);
  }
}
