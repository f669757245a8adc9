/**
 * Sends, receives and decides messages by hand: the template and what it speaks of.
 */
@NullMarked
package io.github.rocketmqhttp.core;

import org.jspecify.annotations.NullMarked;
