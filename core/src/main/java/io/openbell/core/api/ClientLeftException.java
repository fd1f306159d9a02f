package io.openbell.core.api;

/** The client went away in the middle of its request: there is nobody to answer. */
public final class ClientLeftException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param cause what the connection said
   */
  public ClientLeftException(Throwable cause) {
    super("the client has left", cause, false, false);
  }
}
