<#import "template.ftl" as layout>
<#-- Everything that has a name is printed as it is, escaped, and never goes through msg(): that would resolve keys in it. -->
<@layout.registrationLayout bodyClass="oauth" displayMessage=false; section>
    <#if section = "header">
        ${msg("mcpConsentTitle")}
    <#elseif section = "form">
        <link rel="stylesheet" href="${url.resourcesPath}/css/mcp.css">
        <#assign origin = mcp.origin()>
        <#assign back = mcp.returnAddress()>
        <div id="mcp-consent" class="mcp-page">
            <dl>
                <div>
                    <dt>${msg(origin.kind()?matches("today|registered|unknown")?then("mcpConsentClientClaims", "mcpConsentClient"))}</dt>
                    <dd><strong id="mcp-client"><bdi>${mcp.clientName()}</bdi></strong></dd>
                    <dd id="mcp-origin">
                        ${msg("mcpConsentOrigin." + origin.kind(), origin.kind()?matches("registered")?then(origin.detail(), ""))}
                        <#if origin.kind()?matches("product|url")><bdi>${origin.detail()}</bdi></#if>
                    </dd>
                </div>
                <div>
                    <dt>${msg("mcpConsentReturn")}</dt>
                    <#if back.place()?has_content>
                        <dd id="mcp-return" class="mcp-prominent"><bdi dir="ltr">${back.place()}</bdi></dd>
                    </#if>
                    <dd id="mcp-return-note" class="${(back.kind() == "web")?then("", "mcp-caution")}">
                        <#if back.kind() != "web"><strong>${msg("mcpConsentCaution")}</strong></#if>
                        ${msg("mcpConsentReturn." + back.kind())}
                    </dd>
                </div>
                <div>
                    <dt>${msg("mcpServer")}</dt>
                    <dd><strong id="mcp-server"><bdi>${mcp.serverName()}</bdi></strong></dd>
                    <#if mcp.serverDescription()?has_content>
                        <dd id="mcp-server-description"><bdi>${mcp.serverDescription()}</bdi></dd>
                    </#if>
                    <dd id="mcp-resource"><bdi dir="ltr">${mcp.resource()}</bdi></dd>
                </div>
            </dl>
            <h2 id="mcp-permissions-title">${msg("mcpConsentAllows")}</h2>
            <ul id="mcp-permissions" class="${properties.kcListClass!}" aria-labelledby="mcp-permissions-title">
                <li>${msg("mcpConsentAct")}</li>
                <#list mcp.permissions() as permission>
                    <li>
                        <bdi><#if permission.translated()>${advancedMsg(permission.text())}<#else>${permission.text()}</#if></bdi>
                        <#if permission.name()?has_content && permission.name() != permission.text()>
                            <code><bdi dir="ltr">${permission.name()}</bdi></code>
                        </#if>
                    </li>
                </#list>
                <#if mcp.offline()>
                    <li id="mcp-offline">${msg("mcpConsentOffline")}</li>
                </#if>
            </ul>
            <h2>${msg("mcpConsentDuration")}</h2>
            <p id="mcp-duration">
                <#if mcp.offline()>${msg("mcpConsentDuration.offline")}<#else>${msg("mcpConsentDuration.session", mcp.hours())}</#if>
                ${msg("mcpConsentRemembered")}
            </p>
            <#if mcp.policyUrl()?has_content || mcp.termsUrl()?has_content>
                <p id="mcp-client-pages">
                    <#if mcp.policyUrl()?has_content>
                        <a href="${mcp.policyUrl()}" target="_blank" rel="noopener noreferrer nofollow">${msg("mcpConsentPolicy")} <bdi dir="ltr">${mcp.policyHost()}</bdi></a>
                    </#if>
                    <#if mcp.termsUrl()?has_content>
                        <a href="${mcp.termsUrl()}" target="_blank" rel="noopener noreferrer nofollow">${msg("mcpConsentTerms")} <bdi dir="ltr">${mcp.termsHost()}</bdi></a>
                    </#if>
                </p>
            </#if>
            <form id="mcp-consent-form" class="${properties.kcFormClass!}" action="${url.oauthAction}" method="post">
                <input type="hidden" name="code" value="${oauth.code}">
                <div id="kc-form-buttons" class="${properties.kcFormGroupClass!} mcp-buttons">
                    <button id="kc-login" class="${properties.kcButtonClass!} ${properties.kcButtonPrimaryClass!} ${properties.kcButtonLargeClass!}" name="accept" value="true" type="submit">${msg("mcpConsentAllow")}</button>
                    <button id="kc-cancel" class="${properties.kcButtonClass!} ${properties.kcButtonSecondaryClass!properties.kcButtonDefaultClass!} ${properties.kcButtonLargeClass!}" name="cancel" value="true" type="submit">${msg("mcpConsentDeny")}</button>
                </div>
            </form>
            <p class="mcp-footer">
                ${msg("mcpSignedInAs")} <bdi id="mcp-username">${mcp.username()}</bdi> ·
                ${msg("mcpReference")} <bdi id="mcp-reference" dir="ltr">${mcp.reference()}</bdi>
            </p>
        </div>
    </#if>
</@layout.registrationLayout>
