@NullMarked
package dev.parley.bridge.config;

import org.jspecify.annotations.NullMarked;
