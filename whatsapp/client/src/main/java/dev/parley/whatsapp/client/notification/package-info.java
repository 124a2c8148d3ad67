/// Notifications: news about keys, devices and accounts. Internal to the engine.
@NullMarked
package dev.parley.whatsapp.client.notification;

import org.jspecify.annotations.NullMarked;
