/// App state ("syncd"): the encrypted, versioned collections in which an account's devices share what they know of
/// chats, contacts and settings. Pure functions over immutable states; no networking, no storage, no threads.
@NullMarked
package dev.parley.whatsapp.appstate;

import org.jspecify.annotations.NullMarked;
