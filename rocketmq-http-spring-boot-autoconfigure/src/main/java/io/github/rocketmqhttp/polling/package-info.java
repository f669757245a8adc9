/**
 * One poll loop: back-off, graceful stop. Used by back-checks and listeners.
 */
@NullMarked
package io.github.rocketmqhttp.polling;

import org.jspecify.annotations.NullMarked;
