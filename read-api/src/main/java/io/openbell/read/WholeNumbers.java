package io.openbell.read;

import java.beans.PropertyEditorSupport;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/**
 * Reads whole numbers of paths and parameters to the letter: decimal digits with an optional minus;
 * empty means not given. Spring's own reading would also take {@code 0x10} and {@code " 7"}. An
 * editor and not a converter, because Spring tries its own editor after a converter that refuses.
 */
@ControllerAdvice
class WholeNumbers {
  private static final Pattern WELL_FORMED = Pattern.compile("-?[0-9]+");

  @InitBinder
  void readToTheLetter(WebDataBinder binder) {
    binder.registerCustomEditor(int.class, new Editor(Integer::valueOf));
    binder.registerCustomEditor(Long.class, new Editor(Long::valueOf));
    binder.registerCustomEditor(long.class, new Editor(Long::valueOf));
  }

  private static final class Editor extends PropertyEditorSupport {
    private final Function<String, Number> reader;

    Editor(Function<String, Number> reader) {
      this.reader = reader;
    }

    @Override
    public void setAsText(String text) {
      if (text.isEmpty()) {
        setValue(null);
      } else if (WELL_FORMED.matcher(text).matches()) {
        setValue(reader.apply(text));
      } else {
        throw new NumberFormatException("not a whole number");
      }
    }
  }
}
