package io.openbell.gateway;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.CodecException;
import io.netty.handler.timeout.ReadTimeoutException;
import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.ErrorTranslator;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.netty.channel.AbortedException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/**
 * What a client is told when a service gave no response. After {@code UNAVAILABLE} and {@code
 * GATEWAY_TIMEOUT} a write may have happened or not: repeating it with its idempotency key settles
 * that. After {@code BUSY} it has not.
 */
@Component
class UpstreamErrors implements ErrorTranslator {
  @Override
  public @Nullable ApiException translate(Throwable error) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      ApiException told = toApiException(t);
      if (told != null) {
        return told;
      }
    }
    return null;
  }

  private static @Nullable ApiException toApiException(Throwable error) {
    // The pool's timeout is a TimeoutException too: ask for it first.
    if (error instanceof PoolAcquireTimeoutException
        || error instanceof PoolAcquirePendingLimitException) {
      return new ApiException(ApiCode.BUSY);
    }
    if (error instanceof ConnectTimeoutException
        || error instanceof ReadTimeoutException
        || error instanceof TimeoutException) {
      return new ApiException(ApiCode.GATEWAY_TIMEOUT);
    }
    if (error instanceof IOException
        || error instanceof AbortedException
        || error instanceof CodecException) {
      return new ApiException(ApiCode.UNAVAILABLE);
    }
    return null;
  }
}
