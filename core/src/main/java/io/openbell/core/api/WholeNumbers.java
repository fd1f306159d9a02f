package io.openbell.core.api;

import java.beans.PropertyEditorSupport;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.springframework.beans.PropertyEditorRegistrar;
import org.springframework.beans.PropertyEditorRegistry;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.ConfigurableWebBindingInitializer;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerAdapter;

/**
 * Reads whole numbers in paths and parameters strictly: decimal digits with an optional minus;
 * empty means not given. Spring's own reading would also take {@code 0x10} and {@code " 7"}. An
 * editor and not a converter, because Spring tries its own editor after a converter that refuses;
 * registered here and not by {@code @InitBinder}, which Spring looks for at every request.
 */
@Component
public class WholeNumbers implements PropertyEditorRegistrar {
  private static final Pattern WELL_FORMED = Pattern.compile("-?[0-9]+");

  /**
   * A whole number of the path of a call that has a body. Such a controller takes it as text: if an
   * argument is refused while the body is still to be read, the framework reads it all the same,
   * after the answer, and logs with a stack that it could not.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming the field
   */
  public static long inPath(String field, String text) {
    try {
      if (WELL_FORMED.matcher(text).matches()) {
        return Long.parseLong(text);
      }
    } catch (NumberFormatException tooLarge) {
      // as below
    }
    throw ApiException.invalid(field, "must be a whole number");
  }

  /** Makes the controllers' arguments be read so. */
  @Autowired
  void register(RequestMappingHandlerAdapter controllers) {
    if (controllers.getWebBindingInitializer()
        instanceof ConfigurableWebBindingInitializer binding) {
      binding.setPropertyEditorRegistrar(this);
    }
  }

  @Override
  public void registerCustomEditors(PropertyEditorRegistry registry) {
    registry.registerCustomEditor(Integer.class, new Editor(Integer::valueOf));
    registry.registerCustomEditor(Long.class, new Editor(Long::valueOf));
    registry.registerCustomEditor(long.class, new Editor(Long::valueOf));
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
