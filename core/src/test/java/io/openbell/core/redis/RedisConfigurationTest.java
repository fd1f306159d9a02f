package io.openbell.core.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.BaseConfig;
import org.redisson.config.ClusterServersConfig;
import org.redisson.config.Config;
import org.redisson.config.ReadMode;
import org.redisson.config.SentinelServersConfig;
import org.redisson.config.SingleServerConfig;

class RedisConfigurationTest {
  @TempDir Path directory;

  private static Config of(String file) {
    return RedisConfiguration.configOf(
        new RedisProperties(
            "redis://elsewhere:6379",
            file,
            "secret",
            Duration.ofMillis(700),
            Duration.ofMillis(900),
            5));
  }

  private String file(String yaml) throws IOException {
    return Files.writeString(directory.resolve("redisson.yaml"), yaml).toString();
  }

  private static void assertAskedAsEver(Config config, BaseConfig<?> servers) {
    assertThat(config.getCodec()).isSameAs(StringCodec.INSTANCE);
    assertThat(config.isLazyInitialization()).isTrue();
    assertThat(config.getThreads()).isEqualTo(4);
    assertThat(config.getNettyThreads()).isEqualTo(4);
    assertThat(config.getPassword()).isEqualTo("secret");
    assertThat(servers.getTimeout()).isEqualTo(700);
    assertThat(servers.getConnectTimeout()).isEqualTo(900);
    assertThat(servers.getRetryAttempts()).isEqualTo(1);
  }

  @ParameterizedTest
  @NullAndEmptySource
  void withoutAFileThereIsOneServerAtTheAddress(String none) {
    Config config = of(none);
    SingleServerConfig server = config.useSingleServer();
    assertThat(server.getAddress()).isEqualTo("redis://elsewhere:6379");
    assertThat(server.getConnectionPoolSize()).isEqualTo(5);
    assertThat(server.getConnectionMinimumIdleSize()).isEqualTo(2);
    assertAskedAsEver(config, server);
  }

  @Test
  void aFileMayNameOneServer() throws IOException {
    Config config =
        of(
            file(
                """
                singleServerConfig:
                  address: "rediss://redis:6380"
                  database: 3
                """));
    SingleServerConfig server = config.useSingleServer();
    assertThat(server.getAddress()).isEqualTo("rediss://redis:6380");
    assertThat(server.getDatabase()).isEqualTo(3);
    assertAskedAsEver(config, server);
  }

  @Test
  void aFileMayNameSentinels() throws IOException {
    Config config =
        of(
            file(
                """
                sentinelServersConfig:
                  masterName: openbell
                  sentinelPassword: "${OPENBELL_TEST_NO_SUCH_VARIABLE:-word}"
                  sentinelAddresses:
                    - "redis://sentinel-0:26379"
                    - "redis://sentinel-1:26379"
                  readMode: SLAVE
                  timeout: 3000
                """));
    SentinelServersConfig servers = config.useSentinelServers();
    assertThat(servers.getMasterName()).isEqualTo("openbell");
    assertThat(servers.getSentinelPassword()).isEqualTo("word");
    assertThat(servers.getSentinelAddresses())
        .containsExactly("redis://sentinel-0:26379", "redis://sentinel-1:26379");
    assertThat(servers.getReadMode()).isEqualTo(ReadMode.MASTER);
    assertThat(servers.getMasterConnectionPoolSize()).isEqualTo(5);
    assertThat(servers.isSlaveNotUsed()).isTrue();
    assertThat(config.isCheckLockSyncedSlaves()).isFalse();
    assertAskedAsEver(config, servers);
  }

  @Test
  void aFileMayNameACluster() throws IOException {
    Config config =
        of(
            file(
                """
                clusterServersConfig:
                  scanInterval: 2000
                  nodeAddresses:
                    - "redis://node-0:6379"
                    - "redis://node-1:6379"
                """));
    ClusterServersConfig servers = config.useClusterServers();
    assertThat(servers.getNodeAddresses())
        .containsExactly("redis://node-0:6379", "redis://node-1:6379");
    assertThat(servers.getScanInterval()).isEqualTo(2000);
    assertThat(servers.getReadMode()).isEqualTo(ReadMode.MASTER);
    assertThat(servers.getMasterConnectionPoolSize()).isEqualTo(5);
    assertThat(config.isCheckLockSyncedSlaves()).isFalse();
    assertAskedAsEver(config, servers);
  }

  @Test
  void theFileOfTheKubernetesExampleIsRead() {
    Path example = Path.of("..", "deploy", "kubernetes", "overlays", "example", "redisson.yaml");
    SentinelServersConfig servers = of(example.toString()).useSentinelServers();
    assertThat(servers.getMasterName()).isEqualTo("openbell");
    assertThat(servers.getSentinelAddresses()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "threads: 8",
        "singleServerConfig: {adress: 'redis://redis:6379'}",
        "sentinelServersConfig: {sentinelAddresses: ['redis://sentinel-0:26379']}",
        "clusterServersConfig: {scanInterval: 2000}",
        "replicatedServersConfig: {nodeAddresses: ['redis://node-0:6379']}",
        "sentinelServersConfig: ["
      })
  void aFileThatNamesNoServersStopsTheStart(String yaml) throws IOException {
    String file = file(yaml);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(file))
        .withMessageContainingAll("openbell.redis.config", file);
  }

  @Test
  void soDoesAFileThatIsNotThere() {
    String file = directory.resolve("missing.yaml").toString();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(file))
        .withMessageContainingAll("openbell.redis.config", file);
  }
}
