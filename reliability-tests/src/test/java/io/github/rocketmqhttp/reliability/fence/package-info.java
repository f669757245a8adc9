/**
 * Back-checks that meet a slow transaction at every point of its life.
 */
@NullMarked
package io.github.rocketmqhttp.reliability.fence;

import org.jspecify.annotations.NullMarked;
