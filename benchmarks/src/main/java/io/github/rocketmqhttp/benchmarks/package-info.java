/**
 * Measures publishing side by side with the vendor's SDK, a bare HTTP client and a raw
 * socket.
 */
@NullMarked
package io.github.rocketmqhttp.benchmarks;

import org.jspecify.annotations.NullMarked;
