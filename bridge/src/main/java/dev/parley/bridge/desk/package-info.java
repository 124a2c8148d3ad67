/// What a person does with their chats: reads them, sorts them, looks further back.
@NullMarked
package dev.parley.bridge.desk;

import org.jspecify.annotations.NullMarked;
