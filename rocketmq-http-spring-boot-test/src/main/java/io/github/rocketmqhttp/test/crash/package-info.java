/**
 * Ends the part that this process has in a transaction with messages, as if the process
 * had died, and leaves the rest to the back-check.
 */
@NullMarked
package io.github.rocketmqhttp.test.crash;

import org.jspecify.annotations.NullMarked;
