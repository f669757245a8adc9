/**
 * What listeners and back-check handlers have in common: reads expressions, and makes
 * arguments of messages.
 */
@NullMarked
package io.github.rocketmqhttp.handler;

import org.jspecify.annotations.NullMarked;
