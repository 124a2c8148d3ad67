/// Voice notes: reads what browsers and people bring, writes what phones play.
@NullMarked
package dev.parley.audio;

import org.jspecify.annotations.NullMarked;
