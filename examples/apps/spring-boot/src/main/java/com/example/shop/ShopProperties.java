package com.example.shop;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Settings under {@code shop}.
 *
 * @param source folder of the CSV files
 * @param lake folder of the tables, made when it is missing
 * @param refreshEvery time from the end of a refresh to the start of the next
 */
@Validated
@ConfigurationProperties("shop")
public record ShopProperties(
        @NotNull Path source, @NotNull Path lake, @NotNull Duration refreshEvery) {}
