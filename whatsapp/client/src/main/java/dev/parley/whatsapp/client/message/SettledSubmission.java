package dev.parley.whatsapp.client.message;

import dev.parley.whatsapp.client.SendResult;
import dev.parley.whatsapp.client.Submission;
import java.time.Duration;

/// A message whose fate is known without asking WhatsApp.
record SettledSubmission(String messageId, SendResult result) implements Submission {
    @Override
    public SendResult await(Duration timeout) {
        return result;
    }
}
