package io.openbell.read;

import org.reactivestreams.Publisher;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.config.BlockingExecutionConfigurer;
import org.springframework.web.reactive.config.WebFluxConfigurer;

/**
 * On which threads requests run. Our controllers block (JDBC, Redis), so they run on threads of
 * their own and never on Netty's; only those that return a {@link Publisher} do not block. Health
 * checks do not use these threads, so that a crowd cannot make a healthy instance look dead. {@link
 * ReadLimit} limits how many requests wait.
 */
@Configuration(proxyBeanMethods = false)
class ReadExecution {

  @Bean
  AsyncTaskExecutor readExecutor(ReadProperties properties, Environment environment) {
    if (Threading.VIRTUAL.isActive(environment)) {
      SimpleAsyncTaskExecutor virtual = new SimpleAsyncTaskExecutor("read-");
      virtual.setVirtualThreads(true);
      return virtual;
    }
    ThreadPoolTaskExecutor pool = new ThreadPoolTaskExecutor();
    pool.setThreadNamePrefix("read-");
    pool.setCorePoolSize(properties.threads());
    pool.setMaxPoolSize(properties.threads());
    // Requests are answered until the web server has stopped, which is later.
    pool.setAcceptTasksAfterContextClose(true);
    return pool;
  }

  @Bean
  WebFluxConfigurer readExecutionConfigurer(AsyncTaskExecutor readExecutor) {
    return new WebFluxConfigurer() {
      @Override
      public void configureBlockingExecution(BlockingExecutionConfigurer configurer) {
        configurer
            .setExecutor(readExecutor)
            .setControllerMethodPredicate(ReadExecution::isWorkedOnHere);
      }
    };
  }

  // Springdoc builds its document on the calling thread, for a second at the first call.
  static boolean isWorkedOnHere(HandlerMethod handler) {
    String name = handler.getBeanType().getName();
    return name.startsWith("io.openbell.read.")
        ? !Publisher.class.isAssignableFrom(handler.getReturnType().getParameterType())
        : name.startsWith("org.springdoc.");
  }
}
