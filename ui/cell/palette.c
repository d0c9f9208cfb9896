/* SPDX-License-Identifier: MIT */
/* The 256 colours of xterm as numbers, and how far two colours are from each other. */
#include "cell/palette.h"

static const uint32_t basic[16] = {
	0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
	0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
};

static uint32_t level(int step)
{
	return step == 0 ? 0 : (uint32_t)(55 + 40 * step);
}

uint32_t colour_rgb(int colour)
{
	if (colour < 0 || colour > 255)
		return 0;
	if (colour < 16)
		return basic[colour];
	if (colour >= 232)
		return (uint32_t)(8 + 10 * (colour - 232)) * 0x010101u;
	colour -= 16;
	return level(colour / 36) << 16 | level(colour / 6 % 6) << 8 | level(colour % 6);
}

static int channel(uint32_t rgb, int shift)
{
	return (int)(rgb >> shift & 0xff);
}

/* Weighted by what the eye sees; exact enough to choose among 256. */
static long distance(uint32_t a, uint32_t b)
{
	long red = channel(a, 16) - channel(b, 16);
	long green = channel(a, 8) - channel(b, 8);
	long blue = channel(a, 0) - channel(b, 0);

	return 3 * red * red + 6 * green * green + blue * blue;
}

static int nearest_of(uint32_t rgb, int first, int last)
{
	int best = first;

	for (int colour = first; colour <= last; colour++)
		if (distance(rgb, colour_rgb(colour)) < distance(rgb, colour_rgb(best)))
			best = colour;
	return best;
}

int colour_nearest_256(uint32_t rgb)
{
	return nearest_of(rgb, 16, 255);
}

int colour_nearest_16(uint32_t rgb)
{
	return nearest_of(rgb, 0, 15);
}

/* Newton's way, for 0 < x <= 1: the one root that contrast needs is no reason to link libm. */
static double fifth_root(double x)
{
	double root = 1.0;

	for (int i = 0; i < 40; i++)
		root -= (root - x / (root * root * root * root)) / 5;
	return root;
}

/* sRGB's curve: x to the power of 2.4, as x^2 times the fifth root of x^2. */
static double linear(int value)
{
	double part = value / 255.0, x = (part + 0.055) / 1.055;

	return part <= 0.03928 ? part / 12.92 : x * x * fifth_root(x * x);
}

static double luminance(uint32_t rgb)
{
	return 0.2126 * linear(channel(rgb, 16)) + 0.7152 * linear(channel(rgb, 8)) +
	       0.0722 * linear(channel(rgb, 0));
}

double colour_contrast(uint32_t a, uint32_t b)
{
	double light = luminance(a), dark = luminance(b);

	return light > dark ? (light + 0.05) / (dark + 0.05) : (dark + 0.05) / (light + 0.05);
}
