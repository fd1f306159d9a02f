package io.openbell.gateway;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service on real sockets, byte by byte under the test's control: it can be not ready, silent,
 * break connections, answer garbage, stop, and come back on its port.
 */
final class FakeService implements Closeable {
  /** What came over the wire; header lines as ISO-8859-1, so that a char is a byte. */
  record Received(String method, String target, List<String> headerLines, byte[] body) {
    List<String> header(String name) {
      return headerLines.stream()
          .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          .map(line -> line.substring(name.length() + 1).trim())
          .toList();
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    String line() {
      return method + " " + target;
    }
  }

  interface Responder {
    /** Answers one request; a closed socket ends the conversation. */
    void to(Received request, Socket socket) throws IOException;
  }

  private final String name;
  private final String address;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile ServerSocket listener;
  private volatile Thread acceptor;
  private volatile Responder responder;
  private volatile Responder readiness = json(200, "{\"status\":\"UP\"}");
  final AtomicInteger readinessChecks = new AtomicInteger();
  final AtomicInteger connections = new AtomicInteger();
  private int port;

  private FakeService(String name, String address) {
    this.name = name;
    this.address = address;
    this.responder = ok();
  }

  static FakeService start(String name) {
    return start(name, "127.0.0.1", 0);
  }

  static FakeService start(String name, String address, int port) {
    FakeService service = new FakeService(name, address);
    service.port = port;
    service.startAgain();
    return service;
  }

  void startAgain() {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(address), port), 512);
      port = socket.getLocalPort();
      listener = socket;
      acceptor = daemon(() -> accept(socket));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes the port and every connection, as a killed process does. */
  void stop() {
    try {
      listener.close();
      // It may be accepting one more connection this very moment.
      acceptor.join();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    stop();
  }

  int port() {
    return port;
  }

  String uri() {
    return "http://" + address + ":" + port;
  }

  /** Requests other than readiness checks, in order of arrival. */
  List<Received> received() {
    return received;
  }

  Received last() {
    return received.get(received.size() - 1);
  }

  /** As new: ready, answering OK, nothing received. */
  void reset() {
    received.clear();
    responder = ok();
    readiness = json(200, "{\"status\":\"UP\"}");
  }

  void answers(Responder next) {
    responder = next;
  }

  void readiness(Responder next) {
    readiness = next;
  }

  private Responder ok() {
    return json(
        200,
        "{\"result\":true,\"code\":\"01\",\"message\":null,\"data\":\""
            + name
            + "\",\"status\":200}");
  }

  static Responder json(int status, String body, String... headers) {
    return (request, socket) -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      head.append("Content-Type: application/json\r\nContent-Length: ").append(bytes.length);
      OutputStream out = socket.getOutputStream();
      out.write(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
      if (!request.method().equals("HEAD")) {
        out.write(bytes);
      }
      out.flush();
    };
  }

  static Responder raw(String text) {
    return (request, socket) -> {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
    };
  }

  /** Reads the request and hangs up. */
  static Responder closing() {
    return (request, socket) -> socket.close();
  }

  /** Reads the request and resets the connection. */
  static Responder resetting() {
    return (request, socket) -> {
      socket.setSoLinger(true, 0);
      socket.close();
    };
  }

  /** Reads the request and says nothing. */
  static Responder silent() {
    return (request, socket) -> {};
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket accepted = socket.accept();
        accepted.setTcpNoDelay(true);
        connections.incrementAndGet();
        open.add(accepted);
        daemon(() -> converse(accepted));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void converse(Socket socket) {
    try (socket) {
      while (!socket.isClosed()) {
        Received request = read(socket.getInputStream());
        if (request == null) {
          return;
        }
        if (request.target().equals("/readyz")) {
          readinessChecks.incrementAndGet();
          readiness.to(request, socket);
        } else {
          received.add(request);
          responder.to(request, socket);
        }
      }
    } catch (IOException brokenOff) {
      // As told to, or the gateway hung up.
    } finally {
      open.remove(socket);
    }
  }

  private static Received read(InputStream in) throws IOException {
    String first = line(in);
    if (first == null) {
      return null;
    }
    String[] words = first.split(" ");
    List<String> headers = new ArrayList<>();
    for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
      headers.add(line);
    }
    Received head = new Received(words[0], words[1], headers, new byte[0]);
    byte[] body = new byte[0];
    if (!head.header("Content-Length").isEmpty()) {
      body = in.readNBytes(Integer.parseInt(head.header("Content-Length").get(0)));
    } else if (!head.header("Transfer-Encoding").isEmpty()) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
        all.write(in.readNBytes(size));
        line(in);
      }
      line(in);
      body = all.toByteArray();
    }
    return new Received(words[0], words[1], headers, body);
  }

  private static int chunkSize(InputStream in) throws IOException {
    String line = line(in);
    if (line == null) {
      throw new EOFException("in the middle of a body");
    }
    return Integer.parseInt(line, 16);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "fake-service");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
