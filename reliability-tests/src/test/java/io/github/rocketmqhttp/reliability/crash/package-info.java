/**
 * Lets a process die at every step of a transaction with messages, and sees what is
 * delivered.
 */
@NullMarked
package io.github.rocketmqhttp.reliability.crash;

import org.jspecify.annotations.NullMarked;
