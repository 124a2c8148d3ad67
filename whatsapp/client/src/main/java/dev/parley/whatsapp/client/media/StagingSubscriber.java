package dev.parley.whatsapp.client.media;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// Appends a body to a staged file, one piece at a time, and no more than is allowed.
final class StagingSubscriber implements BodySubscriber<StagingSubscriber.Received> {
    private final StagedFile file;
    private final long limit;
    private final CompletableFuture<Received> received = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    /// @param limit of the whole file's length; one byte more is never written
    StagingSubscriber(StagedFile file, long limit) {
        this.file = file;
        this.limit = limit;
    }

    enum Received {
        ALL,
        /// There was more than allowed; nobody cares how much.
        TOO_MUCH
    }

    @Override
    public CompletionStage<Received> getBody() {
        return received;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        newSubscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        if (received.isDone() || subscription == null) {
            return;
        }
        try {
            for (ByteBuffer piece : pieces) {
                if (piece.remaining() > limit - file.length()) {
                    subscription.cancel();
                    received.complete(Received.TOO_MUCH);
                    return;
                }
                file.append(piece);
            }
            subscription.request(1);
        } catch (IOException e) {
            subscription.cancel();
            received.completeExceptionally(e);
        }
    }

    @Override
    public void onError(Throwable cause) {
        received.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
        received.complete(Received.ALL);
    }
}
