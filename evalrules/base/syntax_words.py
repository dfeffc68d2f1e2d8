"""What is wrong with the syntax of a file, in Chinese: the sentences of the parsers of YAML, JSON and CSV."""

from __future__ import annotations

from collections.abc import Mapping

SYNTAX: Mapping[str, str] = {
    "empty document": "文件是空的",
    # YAML
    "could not find expected ':'": "这个键后面没有冒号（半角冒号加一个空格）",
    "did not find expected key": "这里应当是一个键，缩进或引号可能有误",
    "did not find expected '-' indicator": "这里应当是列表的下一项，以“- ”开头，并与上面各项对齐",
    "did not find expected ',' or '}'": "大括号中各项之间缺少逗号，或者大括号没有写完",
    "did not find expected ',' or ']'": "方括号中各项之间缺少逗号，或者方括号没有写完",
    "did not find expected node content": "这里缺少值",
    "did not find expected <document start>": "内容结束之后还有别的内容",
    "did not find expected alphabetic or numeric character": "名称应当由字母或数字组成",
    "did not find expected comment or line break": "这里应当换行",
    "did not find expected whitespace or line break": "这里应当有空格或换行",
    "did not find expected hexdecimal number": "这里应当是十六进制数",
    "did not find the expected '>'": "缺少“>”",
    "mapping values are not allowed in this context": "这里不能再有冒号：一行里有两个键，或上一行没有写完",
    "mapping keys are not allowed in this context": "这里不能是键",
    "block sequence entries are not allowed in this context": "列表的项“- ”应当另起一行",
    "control characters are not allowed": "含有控制字符",
    "found a tab character that violates indentation": "缩进用了制表符，应改用空格",
    "found a tab character where an indentation space is expected": "缩进用了制表符，应改用空格",
    "found an indentation indicator equal to 0": "缩进的格数不能是0",
    "found character that cannot start any token": "值不能以这个字符开头，应当加引号（缩进不能用制表符）",
    "found invalid Unicode character escape code": "转义的字符编码有误",
    "found undefined tag handle": "标记没有定义",
    "found unexpected ':'": "冒号后面缺少空格",
    "found unexpected document indicator": "引号没有写完，就到了文档的分隔行",
    "found unexpected end of stream": "引号没有写完，文件就结束了",
    "found unexpected non-alphabetical character": "这里应当是字母",
    "found unknown escape character": "双引号中反斜杠的用法有误",
    "could not find expected directive name": "“%”之后应当是指令的名称",
    "did not find expected version number": "指令后面应当是版本号",
    "did not find expected digit or '.' character": "版本号应当由数字和“.”组成",
    "did not find expected '!'": "标记应当以“!”结尾",
    "did not find expected tag URI": "标记没有写完",
    "did not find expected whitespace": "这里应当有空格",
    "found extremely long version number": "版本号过长",
    "found incompatible YAML document": "文件声明的版本不受支持",
    "found unknown directive name": "不认识的指令",
    # JSON
    "expected a key in double quotes": "这里应当是双引号中的键",
    "expected : after the key": "键后面应当是冒号“:”",
    "expected , or }": "这里应当是逗号“,”或“}”",
    "expected , or ]": "这里应当是逗号“,”或“]”",
    "expected a value": "这里应当是值",
    "nothing may stand after the value": "内容结束之后还有别的内容",
    "unterminated string starting": "双引号没有写完",
    "invalid control character": "双引号中不能换行，也不能有控制字符",
    "invalid \\escape": "双引号中反斜杠的用法有误",
    "invalid \\uXXXX escape": "\\u 后面应当是四位十六进制数",
    # CSV
    "unexpected end of data": "引号没有写完，文件就结束了",
    "',' expected after '\"'": "引号之后应当是逗号",
    "';' expected after '\"'": "引号之后应当是分号",
    "'\t' expected after '\"'": "引号之后应当是制表符",
}
"""By the English sentence, as evalrules.readers writes it whichever parser found it."""

FULL_WIDTH_SIGN = "a full-width sign in place of a half-width one: "
FULL_WIDTH_SIGN_ZH = "这里用了全角符号，应改为半角，"
"""How a message begins that names the sign and its twin."""
