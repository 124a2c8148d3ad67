/// How an account is doing: signs of life, restrictions, why a connection ended.
@NullMarked
package dev.parley.bridge.health;

import org.jspecify.annotations.NullMarked;
