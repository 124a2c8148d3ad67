/// Where the credentials and Signal keys of the sessions are kept: encrypted, one row a key.
@NullMarked
package dev.parley.bridge.keys;

import org.jspecify.annotations.NullMarked;
