package dev.parley.bridge.media;

import dev.parley.bridge.config.MediaConfig;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Contents as objects in a bucket, at Amazon or any server that speaks its protocol. An object is there whole or not
/// at all; the longest content is shorter than what one request may put, so there are no parts to be left over.
final class S3Store implements MediaStore, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /// Without a byte, in either direction.
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private static final int NOT_FOUND = 404;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final S3Client client;
    private final String bucket;
    private final String prefix;
    private final Staging staging;

    /// @param staging for contents that are needed as files
    S3Store(MediaConfig.S3 config, Staging staging) {
        this.bucket = config.bucket();
        this.prefix = config.prefix();
        this.staging = staging;
        this.client = S3Client.builder()
                .endpointOverride(config.url())
                .region(Region.of(config.region()))
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        config.accessKey(), new String(config.secretKey().bytes(), StandardCharsets.UTF_8))))
                // Servers other than Amazon's do not all know the newer checksums.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(SILENCE))
                .build();
    }

    @Override
    public void put(StagedContent content) throws IOException {
        if (has(content.hash())) {
            return;
        }
        call(() -> client.putObject(
                request -> request.bucket(bucket).key(key(content.hash())), RequestBody.fromFile(content.path())));
    }

    @Override
    public boolean has(ContentHash hash) throws IOException {
        try {
            call(() -> client.headObject(request -> request.bucket(bucket).key(key(hash))));
            return true;
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    @Override
    public InputStream open(ContentHash hash, long from) throws IOException {
        try {
            return new Body(call(() -> client.getObject(
                    request -> request.bucket(bucket).key(key(hash)).range("bytes=" + from + "-"))));
        } catch (AtEndException _) {
            return InputStream.nullInputStream();
        }
    }

    /// Ends the connection when it is closed early: reading what nobody wants could take minutes.
    private static final class Body extends FilterInputStream {
        private final ResponseInputStream<GetObjectResponse> response;

        Body(ResponseInputStream<GetObjectResponse> response) {
            super(response);
            this.response = response;
        }

        @Override
        public void close() {
            response.abort();
        }
    }

    @Override
    public LocalFile local(ContentHash hash) throws IOException {
        try (InputStream content = open(hash, 0)) {
            return new Copy(staging.stage(content, Long.MAX_VALUE));
        }
    }

    private record Copy(StagedContent content) implements LocalFile {
        @Override
        public Path path() {
            return content.path();
        }

        @Override
        public void close() {
            content.close();
        }
    }

    @Override
    public void delete(ContentHash hash) throws IOException {
        call(() -> client.deleteObject(request -> request.bucket(bucket).key(key(hash))));
    }

    @Override
    public void each(Instant before, Consumer<ContentHash> action) throws IOException {
        call(() -> {
            client.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
                    .filter(object -> object.lastModified().isBefore(before))
                    .map(object -> object.key().substring(prefix.length()))
                    .filter(ContentHash::isOne)
                    .map(ContentHash::new)
                    .forEach(action);
            return true;
        });
    }

    private String key(ContentHash hash) {
        return prefix + hash.hex();
    }

    /// The content has no byte from there on.
    private static final class AtEndException extends IOException {
        private static final long serialVersionUID = 1;
    }

    private static <T> T call(Supplier<T> request) throws IOException {
        try {
            return request.get();
        } catch (NoSuchKeyException e) {
            throw missing(e);
        } catch (S3Exception e) {
            throw switch (e.statusCode()) {
                case NOT_FOUND ->
                    e.awsErrorDetails() != null
                                    && "NoSuchBucket".equals(e.awsErrorDetails().errorCode())
                            ? new IOException("the bucket does not exist", e)
                            : missing(e);
                case RANGE_NOT_SATISFIABLE -> new AtEndException();
                default -> new IOException("the S3 server answered " + e.statusCode(), e);
            };
        } catch (SdkException e) {
            throw new IOException("the S3 server could not be reached", e);
        }
    }

    private static NoSuchFileException missing(SdkException cause) {
        NoSuchFileException missing = new NoSuchFileException("object");
        missing.initCause(cause);
        return missing;
    }

    @Override
    public void close() {
        client.close();
    }
}
