/**
 * What the tables of the starter have in common: how they are created, used within
 * transactions and purged.
 */
@NullMarked
package io.github.rocketmqhttp.jdbc;

import org.jspecify.annotations.NullMarked;
