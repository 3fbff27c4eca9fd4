/* Numbers with units: a table of expressions in both languages, and of texts that have none. */
#include "unit.h"

#include <math.h>

#include "quantities.h"

#define NONE (-INFINITY) /* no bound below */
#define MORE INFINITY    /* no bound above */

enum { PLAIN = 0, ABOVE = 1, BELOW = 2, ABOUT = 4 };

typedef struct {
    const char *text;
    double low, high; /* in `unit` */
    int flags;
    const char *unit; /* "": no unit stands there */
} expected;

static const expected english[] = {
    /* Plain numbers and units */
    {"2.58 g/cm3", 2.58, 2.58, PLAIN, "g/cm3"},
    {"2.58 g/cm³", 2.58, 2.58, PLAIN, "g/cm3"},
    {"2.58g/cm3", 2.58, 2.58, PLAIN, "g/cm3"},
    {"2.58 g / cm3", 2.58, 2.58, PLAIN, "g/cm3"},
    {"2.58 g·cm-3", 2.58, 2.58, PLAIN, "g/cm3"},
    {"2.58 g cm-3", 2.58, 2.58, PLAIN, "g/cm3"},
    {"2.58 g cm−3", 2.58, 2.58, PLAIN, "g/cm3"},
    {"2.58 g cm⁻³", 2.58, 2.58, PLAIN, "g/cm3"},
    {"2.58 g/cm^3", 2.58, 2.58, PLAIN, "g/cm3"},
    {"2.58 g/cm<sup>3</sup>", 2.58, 2.58, PLAIN, "g/cm3"},
    {"2.58 g/cc", 2.58, 2.58, PLAIN, "g/cm3"},
    {"2.58 g per cm3", 2.58, 2.58, PLAIN, "g/cm3"},
    {"2.58 grams per cubic centimetre", 2.58, 2.58, PLAIN, "g/cm3"},
    {"2580 kg/m3", 2.58, 2.58, PLAIN, "g/cm3"},
    {"2.58 t/m3", 2.58, 2.58, PLAIN, "g/cm3"},
    {"160 mAh/g", 160, 160, PLAIN, "mAh/g"},
    {"160 mAh g-1", 160, 160, PLAIN, "mAh/g"},
    {"160 mAh·g⁻¹", 160, 160, PLAIN, "mAh/g"},
    {"160 mA·h/g", 160, 160, PLAIN, "mAh/g"},
    {"160 Ah/kg", 160, 160, PLAIN, "mAh/g"},
    {"160 milliamp hours per gram", 160, 160, PLAIN, "mAh/g"},
    {"28 nm", 28, 28, PLAIN, "nm"},
    {"3 μm", 3, 3, PLAIN, "μm"},
    {"3 µm", 3, 3, PLAIN, "μm"},
    {"3 um", 3, 3, PLAIN, "μm"},
    {"3 microns", 3, 3, PLAIN, "μm"},
    {"5 kW", 5, 5, PLAIN, "kW"},
    {"220 MPa", 220, 220, PLAIN, "MPa"},
    {"99.9 %", 99.9, 99.9, PLAIN, "%"},
    {"99.9 wt.%", 99.9, 99.9, PLAIN, "%"},
    {"12 at%", 12, 12, PLAIN, "%"},
    {"30 vol%", 30, 30, PLAIN, "%"},
    {"40 percent", 40, 40, PLAIN, "%"},
    {"40 per cent", 40, 40, PLAIN, "%"},
    {"5 ‰", 5, 5, PLAIN, "‰"},
    {"50 ppm", 50, 50, PLAIN, "ppm"},
    {"20 ppb", 20, 20, PLAIN, "ppb"},
    {"300 °C", 300, 300, PLAIN, "°C"},
    {"300℃", 300, 300, PLAIN, "°C"},
    {"25 degrees Celsius", 25, 25, PLAIN, "°C"},
    {"25 deg C", 25, 25, PLAIN, "°C"},
    {"212 °F", 100, 100, PLAIN, "°C"},
    {"4.2 K", 4.2, 4.2, PLAIN, "K"},
    {"120 km", 120, 120, PLAIN, "km"},
    {"340 m/s", 340, 340, PLAIN, "m/s"},
    {"36 km/h", 10, 10, PLAIN, "m/s"},
    {"9.8 m/s2", 9.8, 9.8, PLAIN, "m/s2"},
    {"30 knots", 30, 30, PLAIN, "kn"},
    {"12 nautical miles", 12, 12, PLAIN, "nmi"},
    {"Mach 5", 5, 5, PLAIN, "Mach"},
    {"Mach number of 6.5", 6.5, 6.5, PLAIN, "Mach"},
    {"77 GHz", 77, 77, PLAIN, "GHz"},
    {"50 Hz", 50, 50, PLAIN, "Hz"},
    {"256 bit", 256, 256, PLAIN, "bit"},
    {"4 KB", 32000, 32000, PLAIN, "bit"},
    {"10 Gbit/s", 10, 10, PLAIN, "Gbps"},
    {"64 Mbps", 64, 64, PLAIN, "Mbit/s"},
    {"12 megapixels", 12, 12, PLAIN, "MP"},
    {"3000 rpm", 3000, 3000, PLAIN, "r/min"},
    {"3000 r/min", 3000, 3000, PLAIN, "rpm"},
    {"52 MGOe", 52, 52, PLAIN, "MGOe"},
    {"414 kJ/m3", 414, 414, PLAIN, "kJ/m3"},
    {"12 kOe", 12, 12, PLAIN, "kOe"},
    {"12 kGs", 1.2, 1.2, PLAIN, "T"},
    {"1.5 T", 1.5, 1.5, PLAIN, "T"},
    {"1.5 t", 1500, 1500, PLAIN, "kg"},
    {"500 g", 500, 500, PLAIN, "g"},
    {"500 G", 0.05, 0.05, PLAIN, "T"},
    {"5 MW", 5e6, 5e6, PLAIN, "W"},
    {"5 mW", 5e-3, 5e-3, PLAIN, "W"},
    {"3 MPa·s", 3e6, 3e6, PLAIN, "Pa·s"},
    {"3 mPa·s", 3, 3, PLAIN, "cP"},
    {"220 mpa", 220, 220, PLAIN, "MPa"},
    {"2000 MAH", 2, 2, PLAIN, "Ah"},
    {"5 KG", 5, 5, PLAIN, "kg"},
    {"100 mhz", 100, 100, PLAIN, "MHz"},
    {"300 KHZ", 300, 300, PLAIN, "kHz"},
    {"5 mw", 5, 5, PLAIN, "MW"},
    {"20 ㎽", 20, 20, PLAIN, "mW"},
    {"20 ㎿", 20, 20, PLAIN, "MW"},
    {"２２０ＭＰａ", 220, 220, PLAIN, "MPa"},
    {"0.1C", 0.1, 0.1, PLAIN, "C"},
    {"1 C", 1, 1, PLAIN, "C"},
    {"60 HRC", 60, 60, PLAIN, "HRC"},
    {"HRC60", 60, 60, PLAIN, "HRC"},
    {"HV 1200", 1200, 1200, PLAIN, "HV"},
    {"pH 7.4", 7.4, 7.4, PLAIN, "pH"},
    {"-174 dBm", -174, -174, PLAIN, "dBm"},
    {"38 dBi", 38, 38, PLAIN, "dBi"},
    {"0.2 dB/km", 0.2, 0.2, PLAIN, "dB/km"},
    {"-120 dBc/Hz", -120, -120, PLAIN, "dBc/Hz"},
    {"0.01°/h", 0.01, 0.01, PLAIN, "°/h"},
    {"45 degrees", 45, 45, PLAIN, "°"},
    {"5′", 5, 5, PLAIN, "′"},
    {"0.5″", 0.5, 0.5, PLAIN, "″"},
    {"0.2 mrad", 0.2, 0.2, PLAIN, "mrad"},
    {"400 W/(m·K)", 400, 400, PLAIN, "W/(m·K)"},
    {"400 W m-1 K-1", 400, 400, PLAIN, "W/(m·K)"},
    {"400 W/mK", 400, 400, PLAIN, "W/(m·K)"},
    {"1e-9 Ω·cm", 1e-9, 1e-9, PLAIN, "Ω·cm"},
    {"4.2 J/(kg K)", 4.2, 4.2, PLAIN, "J/(kg·K)"},
    {"250 Wh/kg", 250, 250, PLAIN, "W·h/kg"},
    {"3 kilowatt-hours", 3, 3, PLAIN, "kWh"},
    {"10 kVA", 10, 10, PLAIN, "kVA"},
    {"1.2 MeV", 1.2, 1.2, PLAIN, "MeV"},
    {"2 atm", 202650, 202650, PLAIN, "Pa"},
    {"750 mmHg", 750, 750, PLAIN, "mmHg"},
    {"10 bar", 1, 1, PLAIN, "MPa"},
    {"3000 psi", 20.684271879504, 20.684271879504, PLAIN, "MPa"},
    {"3/4 inch", 0.75, 0.75, PLAIN, "inch"},
    {"1 1/2 inches", 1.5, 1.5, PLAIN, "inch"},
    {"6 ft", 1.8288, 1.8288, PLAIN, "m"},
    {"10-mm", 10, 10, PLAIN, "mm"},
    {"2.5 mol/L", 2.5, 2.5, PLAIN, "mol/L"},
    {"5 mM", 5, 5, PLAIN, "mmol/L"},
    {"10 nM", 10, 10, PLAIN, "nmol/L"},
    {"3 L/min", 3, 3, PLAIN, "L/min"},
    {"20 m3/h", 20, 20, PLAIN, "m3/h"},
    {"300 lm/W", 300, 300, PLAIN, "lm/W"},
    {"500 cd/m²", 500, 500, PLAIN, "nit"},
    {"1200 lx", 1200, 1200, PLAIN, "lx"},
    {"37 kBq", 37, 37, PLAIN, "kBq"},
    {"2 mSv", 2, 2, PLAIN, "mSv"},
    {"20 Gy", 20, 20, PLAIN, "Gy"},
    {"5 nkat", 5, 5, PLAIN, "nkat"},
    {"50 cSt", 50, 50, PLAIN, "mm2/s"},
    {"10 N·m", 10, 10, PLAIN, "N·m"},
    {"100 fs", 100, 100, PLAIN, "fs"},
    {"4.7 pF", 4.7, 4.7, PLAIN, "pF"},
    {"10 per second", 10, 10, PLAIN, "Hz"},
    {"1.2×10⁻⁵/K", 1.2e-5, 1.2e-5, PLAIN, "K-1"},
    {"1000×g", 9806.65, 9806.65, PLAIN, "m/s2"},
    /* Notations of numbers */
    {"1,000 mm", 1, 1, PLAIN, "m"},
    {"12,345.6 m", 12345.6, 12345.6, PLAIN, "m"},
    {"12 000 kg", 12, 12, PLAIN, "t"},
    {"1.2×10^5 Pa", 1.2e5, 1.2e5, PLAIN, "Pa"},
    {"1.2 x 10^5 Pa", 1.2e5, 1.2e5, PLAIN, "Pa"},
    {"1.2*10^5 Pa", 1.2e5, 1.2e5, PLAIN, "Pa"},
    {"1.2×10⁵ Pa", 1.2e5, 1.2e5, PLAIN, "Pa"},
    {"10^5 Pa", 1e5, 1e5, PLAIN, "Pa"},
    {"10⁵ Pa", 1e5, 1e5, PLAIN, "Pa"},
    {"10⁻³ mbar", 1e-3, 1e-3, PLAIN, "mbar"},
    {"10<sup>5</sup> Pa", 1e5, 1e5, PLAIN, "Pa"},
    {"1.2e5 Pa", 1.2e5, 1.2e5, PLAIN, "Pa"},
    {"1.2E-3 Pa", 1.2e-3, 1.2e-3, PLAIN, "Pa"},
    {"3×10-3 Pa", 3e-3, 3e-3, PLAIN, "Pa"},
    {"-40 °C", -40, -40, PLAIN, "°C"},
    {"−40 ℃", -40, -40, PLAIN, "°C"},
    {".5 mm", 0.5, 0.5, PLAIN, "mm"},
    {"2 million tonnes", 2e6, 2e6, PLAIN, "t"},
    {"3 thousand hours", 3000, 3000, PLAIN, "h"},
    {"5 billion parameters", 5e9, 5e9, PLAIN, ""},
    /* Ranges */
    {"2.60±0.05 g/cm3", 2.55, 2.65, PLAIN, "g/cm3"},
    {"10 mm ± 0.5 mm", 9.5, 10.5, PLAIN, "mm"},
    {"100 Ω ± 5 %", 95, 105, PLAIN, "Ω"},
    {"20 °C +/- 2 °C", 18, 22, PLAIN, "°C"},
    {"±5 μm", -5, 5, PLAIN, "μm"},
    {"(20 ± 2) mm", 18, 22, PLAIN, "mm"},
    {"(2.5±0.1)×10^-3 Pa", 2.4e-3, 2.6e-3, PLAIN, "Pa"},
    {"3-5 mm", 3, 5, PLAIN, "mm"},
    {"3–5 mm", 3, 5, PLAIN, "mm"},
    {"3 to 5 mm", 3, 5, PLAIN, "mm"},
    {"3~5 mm", 3, 5, PLAIN, "mm"},
    {"3 mm to 5 mm", 3, 5, PLAIN, "mm"},
    {"from 3 to 5 mm", 3, 5, PLAIN, "mm"},
    {"between 3 and 5 mm", 3, 5, PLAIN, "mm"},
    {"500 kPa to 1 MPa", 0.5, 1, PLAIN, "MPa"},
    {"-40 to +85 °C", -40, 85, PLAIN, "°C"},
    {"10^5-10^6 Pa", 1e5, 1e6, PLAIN, "Pa"},
    {"5 m-3 m", 3, 5, PLAIN, "m"},
    {"2 to 3 million tonnes", 2e6, 3e6, PLAIN, "t"},
    {"Mach 5 to 7", 5, 7, PLAIN, "Mach"},
    {"3-5", 3, 5, PLAIN, ""},
    /* Relations */
    {"≥ 2.58 g/cm3", 2.58, MORE, PLAIN, "g/cm3"},
    {">= 2.58 g/cm3", 2.58, MORE, PLAIN, "g/cm3"},
    {"> 5 kW", 5, MORE, ABOVE, "kW"},
    {"&gt;5 kW", 5, MORE, ABOVE, "kW"},
    {"≤5 kW", NONE, 5, PLAIN, "kW"},
    {"<= 5 kW", NONE, 5, PLAIN, "kW"},
    {"< 5 kW", NONE, 5, BELOW, "kW"},
    {"= 5 kW", 5, 5, PLAIN, "kW"},
    {"~5 kW", 4.9, 5.1, ABOUT, "kW"},
    {"≈5 kW", 4.9, 5.1, ABOUT, "kW"},
    {"at least 160 mAh/g", 160, MORE, PLAIN, "mAh/g"},
    {"not less than 5 kW", 5, MORE, PLAIN, "kW"},
    {"no lower than 5 kW", 5, MORE, PLAIN, "kW"},
    {"more than 5 kW", 5, MORE, ABOVE, "kW"},
    {"greater than 5 kW", 5, MORE, ABOVE, "kW"},
    {"greater than or equal to 5 kW", 5, MORE, PLAIN, "kW"},
    {"above 5 kW", 5, MORE, ABOVE, "kW"},
    {"exceeding 5 kW", 5, MORE, ABOVE, "kW"},
    {"higher than 300 °C", 300, MORE, ABOVE, "°C"},
    {"up to 5 kW", NONE, 5, PLAIN, "kW"},
    {"at most 5 kW", NONE, 5, PLAIN, "kW"},
    {"not more than 5 kW", NONE, 5, PLAIN, "kW"},
    {"not exceeding 5 kW", NONE, 5, PLAIN, "kW"},
    {"maximum 5 kW", NONE, 5, PLAIN, "kW"},
    {"less than 5 kW", NONE, 5, BELOW, "kW"},
    {"below 5 kW", NONE, 5, BELOW, "kW"},
    {"under 5 kW", NONE, 5, BELOW, "kW"},
    {"within 5 kW", NONE, 5, PLAIN, "kW"},
    {"about 5 kW", 4.9, 5.1, ABOUT, "kW"},
    {"approximately 5 kW", 4.9, 5.1, ABOUT, "kW"},
    {"ca. 5 kW", 4.9, 5.1, ABOUT, "kW"},
    {"at least about 100 kW", 98, MORE, ABOUT, "kW"},
    {"5 kW or more", 5, MORE, PLAIN, "kW"},
    {"5 kW or above", 5, MORE, PLAIN, "kW"},
    {"5 kW and above", 5, MORE, PLAIN, "kW"},
    {"5 kW minimum", 5, MORE, PLAIN, "kW"},
    {"5 kW or less", NONE, 5, PLAIN, "kW"},
    {"5 kW maximum", NONE, 5, PLAIN, "kW"},
    {"160+ mAh/g", 160, MORE, PLAIN, "mAh/g"},
    {"3 μm ≤ d", 3, MORE, PLAIN, "μm"},
    {"reaches 5 kW", 5, 5, PLAIN, "kW"},
    {"a yield of 5 t", 5, 5, PLAIN, "t"},
};

static const expected chinese[] = {
    {"2.58克/立方厘米", 2.58, 2.58, PLAIN, "g/cm3"},
    {"2.58克每立方厘米", 2.58, 2.58, PLAIN, "g/cm3"},
    {"2.58 g/立方厘米", 2.58, 2.58, PLAIN, "g/cm3"},
    {"2580千克/立方米", 2.58, 2.58, PLAIN, "g/cm3"},
    {"压实密度为2.62g/cm³", 2.62, 2.62, PLAIN, "g/cm3"},
    {"克容量160毫安时/克", 160, 160, PLAIN, "mAh/g"},
    {"160mAh/克", 160, 160, PLAIN, "mAh/g"},
    {"160毫安时每克", 160, 160, PLAIN, "mAh/g"},
    {"220兆帕", 220, 220, PLAIN, "MPa"},
    {"220MPa下", 220, 220, PLAIN, "MPa"},
    {"5千瓦", 5, 5, PLAIN, "kW"},
    {"28纳米", 28, 28, PLAIN, "nm"},
    {"3微米", 3, 3, PLAIN, "μm"},
    {"5毫米厚", 5, 5, PLAIN, "mm"},
    {"5厘米", 5, 5, PLAIN, "cm"},
    {"100公里", 100, 100, PLAIN, "km"},
    {"100千米", 100, 100, PLAIN, "km"},
    {"200海里", 200, 200, PLAIN, "nmi"},
    {"航速30节", 30, 30, PLAIN, "kn"},
    {"5公斤", 5, 5, PLAIN, "kg"},
    {"5千克", 5, 5, PLAIN, "kg"},
    {"3吨", 3, 3, PLAIN, "t"},
    {"30秒", 30, 30, PLAIN, "s"},
    {"30毫秒", 30, 30, PLAIN, "ms"},
    {"24小时", 1, 1, PLAIN, "d"},
    {"5分钟", 300, 300, PLAIN, "s"},
    {"90天", 90, 90, PLAIN, "d"},
    {"50赫兹", 50, 50, PLAIN, "Hz"},
    {"100兆赫", 100, 100, PLAIN, "MHz"},
    {"77吉赫", 77, 77, PLAIN, "GHz"},
    {"220伏", 220, 220, PLAIN, "V"},
    {"110千伏", 110, 110, PLAIN, "kV"},
    {"5安", 5, 5, PLAIN, "A"},
    {"5毫安", 5, 5, PLAIN, "mA"},
    {"250瓦时/千克", 250, 250, PLAIN, "Wh/kg"},
    {"45度", 45, 45, PLAIN, "°"},
    {"300摄氏度", 300, 300, PLAIN, "°C"},
    {"温度-40℃", -40, -40, PLAIN, "°C"},
    {"零下40摄氏度", -40, -40, PLAIN, "°C"},
    {"77开", 77, 77, PLAIN, "K"},
    {"256比特", 256, 256, PLAIN, "bit"},
    {"4千字节", 32000, 32000, PLAIN, "bit"},
    {"5米每秒", 5, 5, PLAIN, "m/s"},
    {"5米/秒", 5, 5, PLAIN, "m/s"},
    {"每秒5米", 5, 5, PLAIN, "m/s"},
    {"每小时100公里", 100, 100, PLAIN, "km/h"},
    {"20平方米", 20, 20, PLAIN, "m2"},
    {"20立方厘米", 20, 20, PLAIN, "cm3"},
    {"3000转/分", 3000, 3000, PLAIN, "rpm"},
    {"3000转每分钟", 3000, 3000, PLAIN, "rpm"},
    {"每分钟3000转", 3000, 3000, PLAIN, "rpm"},
    {"5马赫", 5, 5, PLAIN, "Mach"},
    {"马赫数5", 5, 5, PLAIN, "Mach"},
    {"马赫数为5", 5, 5, PLAIN, "Mach"},
    {"百分之九十七", 97, 97, PLAIN, "%"},
    {"百分之97", 97, 97, PLAIN, "%"},
    {"千分之三", 3, 3, PLAIN, "‰"},
    {"97％", 97, 97, PLAIN, "%"},
    {"磁能积52兆高奥", 52, 52, PLAIN, "MGOe"},
    {"0.2分贝/公里", 0.2, 0.2, PLAIN, "dB/km"},
    {"pH值为7.5", 7.5, 7.5, PLAIN, "pH"},
    /* Chinese numerals, multipliers */
    {"二点五八克每立方厘米", 2.58, 2.58, PLAIN, "g/cm3"},
    {"一百六十毫安时每克", 160, 160, PLAIN, "mAh/g"},
    {"两兆帕", 2, 2, PLAIN, "MPa"},
    {"三十五微米", 35, 35, PLAIN, "μm"},
    {"十千瓦", 10, 10, PLAIN, "kW"},
    {"一千二百千瓦", 1200, 1200, PLAIN, "kW"},
    {"一百零五米", 105, 105, PLAIN, "m"},
    {"三亿五千万吨", 3.5e8, 3.5e8, PLAIN, "t"},
    {"一萬公里", 10000, 10000, PLAIN, "km"},
    {"1.5万吨", 15000, 15000, PLAIN, "t"},
    {"3亿像素", 3e8, 3e8, PLAIN, "pixel"},
    {"100万", 1e6, 1e6, PLAIN, ""},
    {"2~3万吨", 20000, 30000, PLAIN, "t"},
    {"300多公里", 300, MORE, ABOVE, "km"},
    {"30余米", 30, MORE, ABOVE, "m"},
    /* Ranges */
    {"3-5微米", 3, 5, PLAIN, "μm"},
    {"3～5微米", 3, 5, PLAIN, "μm"},
    {"3至5微米", 3, 5, PLAIN, "μm"},
    {"3到5微米", 3, 5, PLAIN, "μm"},
    {"3微米至5微米", 3, 5, PLAIN, "μm"},
    {"三至五毫米", 3, 5, PLAIN, "mm"},
    {"介于3和5毫米之间", 3, 5, PLAIN, "mm"},
    {"介于3 mm和5 mm之间", 3, 5, PLAIN, "mm"},
    {"温度-40℃~85℃", -40, 85, PLAIN, "°C"},
    {"(20±2)℃", 18, 22, PLAIN, "°C"},
    {"误差±0.5毫米", -0.5, 0.5, PLAIN, "mm"},
    {"百分之三至五", 3, 5, PLAIN, "%"},
    {"10%~15%", 10, 15, PLAIN, "%"},
    /* Relations */
    {"压实密度不低于2.58 g/cm3", 2.58, MORE, PLAIN, "g/cm3"},
    {"不小于5千瓦", 5, MORE, PLAIN, "kW"},
    {"不少于5千瓦", 5, MORE, PLAIN, "kW"},
    {"至少5千瓦", 5, MORE, PLAIN, "kW"},
    {"大于等于5千瓦", 5, MORE, PLAIN, "kW"},
    {"大于或等于5千瓦", 5, MORE, PLAIN, "kW"},
    {"≥5千瓦", 5, MORE, PLAIN, "kW"},
    {"大于5千瓦", 5, MORE, ABOVE, "kW"},
    {"高于300℃", 300, MORE, ABOVE, "°C"},
    {"超过5千瓦", 5, MORE, ABOVE, "kW"},
    {"不高于5千瓦", NONE, 5, PLAIN, "kW"},
    {"不大于5千瓦", NONE, 5, PLAIN, "kW"},
    {"不超过5千瓦", NONE, 5, PLAIN, "kW"},
    {"至多5千瓦", NONE, 5, PLAIN, "kW"},
    {"最多5千瓦", NONE, 5, PLAIN, "kW"},
    {"小于等于5千瓦", NONE, 5, PLAIN, "kW"},
    {"小于或等于5千瓦", NONE, 5, PLAIN, "kW"},
    {"≤5千瓦", NONE, 5, PLAIN, "kW"},
    {"小于5千瓦", NONE, 5, BELOW, "kW"},
    {"低于5千瓦", NONE, 5, BELOW, "kW"},
    {"不足5千瓦", NONE, 5, BELOW, "kW"},
    {"少于5千瓦", NONE, 5, BELOW, "kW"},
    {"＜5千瓦", NONE, 5, BELOW, "kW"},
    {"约5千瓦", 4.9, 5.1, ABOUT, "kW"},
    {"大约5千瓦", 4.9, 5.1, ABOUT, "kW"},
    {"近5千瓦", 4.9, 5.1, ABOUT, "kW"},
    {"5千瓦左右", 4.9, 5.1, ABOUT, "kW"},
    {"约-50℃", -51, -49, ABOUT, "°C"},
    {"5千瓦以上", 5, MORE, PLAIN, "kW"},
    {"5千瓦及以上", 5, MORE, PLAIN, "kW"},
    {"5千瓦以下", NONE, 5, PLAIN, "kW"},
    {"5千瓦及以下", NONE, 5, PLAIN, "kW"},
    {"30毫秒以内", NONE, 30, PLAIN, "ms"},
    {"可达5千瓦", 5, 5, PLAIN, "kW"},
    {"高达5千瓦", 5, 5, PLAIN, "kW"},
    {"达到5千瓦", 5, 5, PLAIN, "kW"},
    {"节约5%", 5, 5, PLAIN, "%"},
    {"不低于百分之九十九", 99, MORE, PLAIN, "%"},
    {"壓實密度大於2.5克/立方釐米", 2.5, MORE, ABOVE, "g/cm3"},
};

/* No quantity at all. */
static const char *const nothing[] = {
    "",
    "P507",
    "extractant P-204",
    "LiFePO4 cathodes",
    "an Al-6Mg-0.5Sc alloy",
    "Nd2Fe14B and Li1.2Ni0.13Mn0.54",
    "3d printing and 3D打印",
    "a 5-axis machine",
    "COVID-19",
    "Fig. 3 shows it",
    "see Figs. 1 and 2",
    "according to claim 1, a method",
    "claims 1 to 5",
    "Example 3 A battery",
    "Table 2",
    "图3所示",
    "根据权利要求1所述",
    "实施例2",
    "第3代",
    "第三代",
    "in 2019",
    "from 2008 to 2020",
    "2019年",
    "2019年3月5日",
    "2020-08-28",
    "28 August 2020",
    "August 28, 2020",
    "5 May",
    "28.08.2020",
    "at 12:30",
    "a ratio of 1:2",
    "192.168.1.1",
    "version 1.2.3",
    "GB/T 4754-2017",
    "ISO 9001:2015",
    "CAS 7440-44-0",
    "1. A method",
    "2) a device",
    "(3) another",
    "1、一种方法",
    "as shown before [12]",
    "the 5th sample",
    "5号楼",
    "一种三元正极材料",
    "二氧化碳",
    "统一标准",
    "MOFCOM Announcement No. 38",
    "open 24/7",
    "1e999 m",

};

/* A number, and no unit. */
static const char *const bare[] = {
    "3个样品",    "5 cells",   "3天线",         "5节点",      "2升级",       "4安全",
    "6转子",      "5 as such", "5 in the box",  "3 US firms", "2 EV makers", "10 mg/dose",
    "5 MPa·m1/2", "10 a.m",    "a factor of 5", "2倍",
};

/* ---- Checks ---------------------------------------------------------------------------------- */

static catalogue laws;
static units *known;

static int open_units(void **state) {
    exportcat_error error;
    (void)state;
    return catalogue_open("catalogue", &laws, &error) || units_new(&laws, &known, &error);
}

static int close_units(void **state) {
    (void)state;
    units_free(known);
    catalogue_close(&laws);
    return 0;
}

/* Borrowed from the list, which is the caller's. */
static quantity_list find(const char *text) {
    exportcat_error error;
    folded folded_text = {0};
    quantity_list found = {0};
    assert_ok(fold_text(&folded_text, text, strlen(text), &error), error);
    assert_ok(quantities_find(known, &folded_text, text, 0, folded_text.length, &found, &error),
              error);
    for (size_t i = 0; i < found.count; i++) {
        const quantity *here = &found.items[i];
        assert_true(here->start <= here->number && here->number < here->end);
        assert_true(here->end <= folded_text.length && here->low <= here->high);
        assert_true(!i || found.items[i - 1].end <= here->start);
    }
    fold_free(&folded_text);
    return found;
}

static bool close_to(double a, double b) {
    if (isinf(a) || isinf(b)) return isinf(a) && isinf(b) && (a > 0) == (b > 0);
    return fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b));
}

static bool is_as_expected(const quantity *found, const expected *row) {
    double low = row->low, high = row->high;
    unit_dimension dimension = {{0}};
    bool has_unit = *row->unit;
    if (has_unit && isfinite(low))
        assert_true(units_convert(known, row->unit, row->low, &low, &dimension));
    if (has_unit && isfinite(high))
        assert_true(units_convert(known, row->unit, row->high, &high, &dimension));
    return close_to(found->low, low) && close_to(found->high, high) &&
           found->above == ((row->flags & ABOVE) != 0) &&
           found->below == ((row->flags & BELOW) != 0) &&
           found->about == ((row->flags & ABOUT) != 0) && has_unit == (found->unit != found->end) &&
           unit_same_dimension(&found->dimension, &dimension);
}

static void check_table(const expected *rows, size_t count) {
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        quantity_list found = find(rows[i].text);
        bool good = found.count == 1 && is_as_expected(&found.items[0], &rows[i]);
        if (!good)
            print_error("'%s': %zu found, the first is %.12g to %.12g, not %.12g to %.12g %s\n",
                        rows[i].text, found.count, found.count ? found.items[0].low : NAN,
                        found.count ? found.items[0].high : NAN, rows[i].low, rows[i].high,
                        rows[i].unit);
        wrong += !good;
        quantities_free(&found);
    }
    assert_int_equal(wrong, 0);
}

static void reads_english(void **state) {
    (void)state;
    check_table(english, sizeof english / sizeof *english);
}

static void reads_chinese(void **state) {
    (void)state;
    check_table(chinese, sizeof chinese / sizeof *chinese);
}

static void leaves_out_what_is_no_quantity(void **state) {
    size_t wrong = 0;
    (void)state;
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) {
        quantity_list found = find(nothing[i]);
        if (found.count) print_error("'%s': %zu found\n", nothing[i], found.count);
        wrong += found.count;
        quantities_free(&found);
    }
    assert_int_equal(wrong, 0);
}

static void tells_where_no_unit_stands(void **state) {
    size_t wrong = 0;
    (void)state;
    for (size_t i = 0; i < sizeof bare / sizeof *bare; i++) {
        quantity_list found = find(bare[i]);
        bool good = found.count && found.items[0].unit == found.items[0].end;
        if (!good) print_error("'%s': %zu found, or with a unit\n", bare[i], found.count);
        wrong += !good;
        quantities_free(&found);
    }
    assert_int_equal(wrong, 0);
}

static void items_of_a_list_share_the_unit(void **state) {
    static const char *const lists[] = {"2.55, 2.60 and 2.62 g/cm3", "2.55、2.60和2.62 g/cm3",
                                        "2.55/2.60/2.62 g/cm3", "2.55 × 2.60 × 2.62 g/cm3"};
    static const double values[] = {2.55, 2.60, 2.62};
    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        quantity_list found = find(lists[i]);
        assert_int_equal(found.count, 3);
        for (size_t k = 0; k < 3; k++)
            assert_true(is_as_expected(&found.items[k],
                                       &(expected){"", values[k], values[k], PLAIN, "g/cm3"}));
        quantities_free(&found);
    }
}

/* Bounds as they are compared must be the same double, whatever unit either was written in. */
static void moving_the_point_loses_nothing(void **state) {
    static const char *const texts[] = {"2.58 g/cm3", "2580 kg/m3", "2.58 t/m3", "2580 g/L",
                                        "2.60±0.02 kg/L"};
    double bound;
    unit_dimension dimension;
    (void)state;
    assert_true(units_convert(known, "g/cm3", 2.58, &bound, &dimension));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        quantity_list found = find(texts[i]);
        assert_int_equal(found.count, 1);
        assert_memory_equal(&found.items[0].low, &bound, sizeof bound);
        quantities_free(&found);
    }
    quantity_list found = find("about 2.58");
    quantities_free(&found);
    found = find("a value of 2.58");
    assert_true(found.items[0].low >= 2.58 && found.items[0].low <= 2.58);
    quantities_free(&found);
}

static void spans_hold_the_words_too(void **state) {
    static const struct {
        const char *text;
        uint32_t start, number, unit, end;
    } rows[] = {{"is at least 160 mAh/g or so", 3, 12, 16, 27},
                {"flies at Mach 5 now", 9, 14, 9, 15},
                {"from 3 to 5 mm wide", 0, 5, 12, 14},
                {"from 3 mm away", 5, 5, 7, 9},
                {"2, 3 mm", 0, 0, 5, 1},
                {"a factor of 5 only", 12, 12, 13, 13}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        quantity_list found = find(rows[i].text);
        const quantity *first = found.items;
        assert_true(found.count > 0);
        assert_int_equal(first->start, rows[i].start);
        assert_int_equal(first->number, rows[i].number);
        assert_int_equal(first->unit, rows[i].unit);
        assert_int_equal(first->end, rows[i].end);
        quantities_free(&found);
    }
}

static void looks_at_its_part_of_the_text_alone(void **state) {
    const char *text = "at least 160 mAh/g or more";
    exportcat_error error;
    folded folded_text = {0};
    quantity_list found = {0};
    (void)state;
    assert_ok(fold_text(&folded_text, text, strlen(text), &error), error);
    assert_ok(quantities_find(known, &folded_text, text, 9, 16, &found, &error), error);
    assert_int_equal(found.count, 1);
    assert_true(is_as_expected(&found.items[0], &(expected){"", 160, 160, PLAIN, "mAh"}) ||
                found.items[0].unit == found.items[0].end);
    assert_int_equal(found.items[0].start, 9);
    assert_true(found.items[0].end <= 16);
    quantities_free(&found);
    fold_free(&folded_text);
}

static void units_of_thresholds_are_known(void **state) {
    threshold wrong = {.place = {"entry.yaml", 12, 7}, .unit = "g/foo"};
    control_point point = {.thresholds = {1, &wrong}};
    entry of = {.points = {1, &point}};
    catalogue bad = laws;
    units *made;
    exportcat_error error;
    (void)state;
    bad.entries = &of;
    bad.entry_count = 1;
    assert_int_equal(units_new(&bad, &made, &error), EXPORTCAT_E_CATALOGUE);
    assert_null(made);
    assert_string_equal(error.path, "entry.yaml");
    assert_int_equal(error.line, 12);
    bad.unit_count = 0; /* without units.yaml nothing is compared */
    assert_ok(units_new(&bad, &made, &error), error);
    units_free(made);
}

static void units_that_mean_nothing_are_refused(void **state) {
    static const char *const meanings[] = {"", "N/m2", "1 foo", "1 m per", "x"};
    unit_law law = {.place = {"units.yaml", 3, 5}, .unit = "u"};
    catalogue bad = laws;
    units *made;
    exportcat_error error;
    (void)state;
    bad.units = &law;
    bad.unit_count = 1;
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        law.is = meanings[i];
        assert_int_equal(units_new(&bad, &made, &error), EXPORTCAT_E_CATALOGUE);
        assert_int_equal(error.line, 3);
    }
}

/* Whatever the bytes are: no crash, and spans that lie in the text. Pieces of the tables in any
 * order, cut anywhere. */
static void any_bytes_do_no_harm(void **state) {
    uint32_t seed = 1;
    char text[400];
    (void)state;
    for (int round = 0; round < 3000; round++) {
        size_t length = 0;
        while (length < sizeof text - 64) {
            seed = seed * 1664525 + 1013904223;
            const expected *row = seed >> 31
                                      ? &english[(seed >> 8) % (sizeof english / sizeof *english)]
                                      : &chinese[(seed >> 8) % (sizeof chinese / sizeof *chinese)];
            size_t size = strlen(row->text), skipped = (seed >> 16) % 4;
            if (size > skipped) {
                memcpy(text + length, row->text + skipped, size - skipped);
                length += size - skipped;
            }
            if (seed % 5 == 0) text[length++] = (char)(seed >> 12);
        }
        for (size_t i = 0; i < length; i++)
            if (!text[i]) text[i] = ' ';
        text[length] = '\0';
        quantity_list found = find(text);
        quantities_free(&found);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_english),
        cmocka_unit_test(reads_chinese),
        cmocka_unit_test(leaves_out_what_is_no_quantity),
        cmocka_unit_test(tells_where_no_unit_stands),
        cmocka_unit_test(items_of_a_list_share_the_unit),
        cmocka_unit_test(moving_the_point_loses_nothing),
        cmocka_unit_test(spans_hold_the_words_too),
        cmocka_unit_test(looks_at_its_part_of_the_text_alone),
        cmocka_unit_test(units_of_thresholds_are_known),
        cmocka_unit_test(units_that_mean_nothing_are_refused),
        cmocka_unit_test(any_bytes_do_no_harm),
    };
    return cmocka_run_group_tests_name("quantities", tests, open_units, close_units);
}
