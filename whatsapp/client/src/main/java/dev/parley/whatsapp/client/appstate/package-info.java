/// App state: what the account's devices share of chats, contacts and settings, kept in step with WhatsApp and
/// changed.
@NullMarked
package dev.parley.whatsapp.client.appstate;

import org.jspecify.annotations.NullMarked;
