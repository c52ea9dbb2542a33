package com.example.shop;

import java.time.Instant;

/**
 * How a refresh ended.
 *
 * @param at when it ended
 * @param complete whether all tables were made
 * @param message what went wrong, empty when nothing did
 */
record Refresh(Instant at, boolean complete, String message) {}
