@NullMarked
package dev.parley.bridge.rest;

import org.jspecify.annotations.NullMarked;
