<#-- What our pages have in common. Everything that has a name is printed as it is, escaped and set apart from the
     direction of the text around it, and never goes through msg(): that would resolve keys in it. -->

<#-- The styles, which a theme may replace by its own css/mcp.css. -->
<#macro styles>
<link rel="stylesheet" href="${url.resourcesPath}/css/mcp.css">
</#macro>

<#-- A message. It may be in another language than the page, which may be read in the other direction. -->
<#macro say key value=""><bdi>${msg(key, value)}</bdi></#macro>

<#-- What somebody wrote. -->
<#macro text value><bdi>${value}</bdi></#macro>

<#-- A host, a URI or a reference: these are read from left to right in every language. -->
<#macro code value><bdi dir="ltr">${value}</bdi></#macro>

<#-- What is to be known of something, or to be warned of. -->
<#macro note id warns>
<#if warns>
<dd id="${id}" class="mcp-caution">
    <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false"><path fill="currentColor" d="M12 2 1 21h22L12 2Zm1 16h-2v-2h2v2Zm0-4h-2V9h2v5Z"/></svg>
    <span><strong><@say "mcpCaution"/></strong> <#nested></span>
</dd>
<#else>
<dd id="${id}"><#nested></dd>
</#if>
</#macro>

<#-- Which MCP server. -->
<#macro server name resource description="">
<div>
    <dt><@say "mcpServer"/></dt>
    <dd id="mcp-server" class="mcp-name"><@text name/></dd>
    <#if description?has_content><dd id="mcp-server-description"><@text description/></dd></#if>
    <dd id="mcp-resource" class="mcp-uri"><@code resource/></dd>
</div>
</#macro>

<#-- Whom to ask. -->
<#macro contact who realmName>
<div>
    <dt><@say "mcpAsk"/></dt>
    <dd id="mcp-contact"><#if who?has_content><@text who/><#else><@say "mcpAskRealm"/> <@text realmName/></#if></dd>
</div>
</#macro>

<#-- By what an administrator finds the event. -->
<#macro reference value>
<@say "mcpReference"/> <span id="mcp-reference"><@code value/></span>
</#macro>
