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
class WholeNumbers implements PropertyEditorRegistrar {
  private static final Pattern WELL_FORMED = Pattern.compile("-?[0-9]+");

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
