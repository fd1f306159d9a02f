# The image of one service:
#   docker build --build-arg SERVICE=write-api --build-arg PORT=8081 --tag openbell/write-api .

# The same for every service, so that building all four compiles once.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2,sharing=locked \
    mvn -B -q -DskipTests -Dspotless.check.skip -pl gateway,write-api,read-api,mq-consumer,standalone -am package

# A start of each service is recorded by the JVM that the image has: no other can use it.
FROM eclipse-temurin:25-jre AS recorded
COPY --from=build /src /src
RUN OPENBELL_UP_SECONDS=600 java -jar /src/standalone/target/standalone-*-exec.jar \
      --checkout=/src --state=/tmp/openbell --record

FROM recorded AS layers
ARG SERVICE
RUN java -Djarmode=tools -jar /src/"$SERVICE"/target/"$SERVICE"-*-exec.jar \
      extract --layers --application-filename service.jar --destination /layers \
    && mv /src/"$SERVICE"/target/start/java-25.aot /service.aot

FROM eclipse-temurin:25-jre
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin openbell
WORKDIR /app
COPY --chmod=755 deploy/docker/healthcheck ./
# What changes least comes first.
COPY --from=layers /layers/dependencies/ ./
COPY --from=layers /layers/snapshot-dependencies/ ./
COPY --from=layers /layers/application/ ./
COPY --from=layers /service.aot ./
# The service and its health check read the same variable.
ARG PORT=8080
ENV SERVER_PORT=$PORT
EXPOSE $PORT
USER 10001:10001
HEALTHCHECK --interval=5s --timeout=5s --start-period=180s --retries=3 CMD ["/app/healthcheck"]
# Half of the memory limit is heap. JDK_JAVA_OPTIONS adds to these; an -Xmx there wins. A JVM that cannot use
# the recorded start does without, also one before 25, which does not know the option.
ENTRYPOINT ["java", "-XX:+IgnoreUnrecognizedVMOptions", "-XX:AOTCache=/app/service.aot", "-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "-jar", "/app/service.jar"]
