/**
 * Shows the life of four half messages in real time.
 */
@NullMarked
package io.github.rocketmqhttp.samples.seed;

import org.jspecify.annotations.NullMarked;
