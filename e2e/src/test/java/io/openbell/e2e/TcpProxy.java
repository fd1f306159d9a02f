package io.openbell.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A hop between two programs that can be made slow, cut, or silent. */
public final class TcpProxy implements AutoCloseable {
  private static final int CHUNK = 16 * 1024;

  private final String host;
  private final int port;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean silent;
  private volatile boolean deaf;
  private volatile boolean mute;

  /** To this address, from a free port of 127.0.0.1. */
  public TcpProxy(String host, int port, int listenAt) {
    this.host = host;
    this.port = port;
    try {
      listener = new ServerSocket(listenAt, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Holds every chunk of bytes up for so long, both ways. */
  public void delay(Duration time) {
    delay = time;
  }

  /** Nothing passes, neither way, and no connection ends: half-open, as after a pulled plug. */
  public void silence(boolean on) {
    silent = on;
  }

  /** Nothing of what clients send passes; what they are told does. */
  public void deafen(boolean on) {
    deaf = on;
  }

  /** What clients send passes; nothing of what they are told does. */
  public void mute(boolean on) {
    mute = on;
  }

  /** Ends every connection with a reset. */
  public void reset() {
    open.forEach(TcpProxy::abort);
    open.clear();
  }

  /** As at the beginning. Connections that were silent end, since the other side gave them up. */
  public void heal() {
    if (silent || deaf || mute) {
      reset(); // first: what was held must not pass after all
    }
    delay = Duration.ZERO;
    silent = false;
    deaf = false;
    mute = false;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket();
        open.add(client);
        open.add(server);
        daemon(() -> serve(client, server));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client, Socket server) {
    try {
      server.connect(new InetSocketAddress(host, port), 1_000);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      daemon(() -> pump(server, client, false));
      pump(client, server, true);
    } catch (IOException e) {
      end(client, server);
    }
  }

  private void pump(Socket from, Socket to, boolean fromClient) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] chunk = new byte[CHUNK];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        LockSupport.parkNanos(delay.toNanos());
        while ((silent || (fromClient ? deaf : mute)) && open.contains(from)) {
          LockSupport.parkNanos(10_000_000);
        }
        out.write(chunk, 0, n);
      }
    } catch (IOException e) {
      // ended by either side
    } finally {
      end(from, to);
    }
  }

  // An end that is not passed on: the plug is pulled.
  private void end(Socket one, Socket other) {
    while (silent && open.contains(one)) {
      LockSupport.parkNanos(10_000_000);
    }
    for (Socket socket : new Socket[] {one, other}) {
      open.remove(socket);
      abort(socket);
    }
  }

  private static void abort(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // closed already
    }
    try {
      socket.close();
    } catch (IOException e) {
      // closed already
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "tcp-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    reset();
  }
}
