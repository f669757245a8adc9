/**
 * The one machine behind annotated methods, for listeners and for back-check handlers:
 * reads annotations and expressions, checks methods, makes arguments of messages, and
 * calls. None of its failures quotes a message.
 */
@NullMarked
package io.github.rocketmqhttp.handler;

import org.jspecify.annotations.NullMarked;
