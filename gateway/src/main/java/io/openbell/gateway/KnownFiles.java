package io.openbell.gateway;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.core.Ordered;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The files that this gateway serves, found once at the start. A path that has no route and is not
 * one of them is answered 404 here. The framework would look for it in every jar, and anybody could
 * make it do that as often as they like.
 */
@Component
class KnownFiles implements HandlerMapping, Ordered {
  /** The framework's own, which looks for files, is the last but one. */
  private static final int BEFORE_FILES_ARE_LOOKED_FOR = Ordered.LOWEST_PRECEDENCE - 2;

  private final Set<String> paths = new HashSet<>();

  KnownFiles() throws IOException {
    under("static/").keySet().forEach(file -> paths.add("/" + file));
    String webjar = "/webjars/swagger-ui/";
    for (String file : under("META-INF/resources" + webjar).keySet()) {
      // It is found with its version and without.
      String withoutVersion = file.substring(file.indexOf('/') + 1);
      paths.add(webjar + file);
      paths.add(webjar + withoutVersion);
      paths.add("/swagger-ui/" + withoutVersion);
    }
  }

  /** All files below this directory of the class path, by their names from there on. */
  static Map<String, Resource> under(String directory) throws IOException {
    String root = new ClassPathResource(directory).getURL().toString();
    Map<String, Resource> files = new TreeMap<>();
    for (Resource file :
        new PathMatchingResourcePatternResolver().getResources("classpath:" + directory + "**")) {
      String url = file.getURL().toString();
      if (file.isReadable() && !url.endsWith("/")) {
        files.put(url.substring(root.length()), file);
      }
    }
    return files;
  }

  @Override
  public int getOrder() {
    return BEFORE_FILES_ARE_LOOKED_FOR;
  }

  @Override
  public Mono<Object> getHandler(ServerWebExchange exchange) {
    return paths.contains(exchange.getRequest().getPath().value())
        ? Mono.empty()
        : Mono.error(new ApiException(ApiCode.NOT_FOUND));
  }
}
